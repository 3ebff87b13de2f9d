/** A state machine as a Mermaid flowchart: what a reader needs to follow it, and nothing of its arguments. */

/** The fields of a definition that are drawn; ASL spelling. */
interface Drawn {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, DrawnState>>;
}

interface DrawnState {
  readonly Type: string;
  readonly Resource?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: ReadonlyArray<{ readonly Condition?: string; readonly Next: string }>;
  readonly Catch?: ReadonlyArray<{ readonly ErrorEquals: readonly string[]; readonly Next: string }>;
  readonly Branches?: readonly Drawn[];
}

/** @param json text of an `.asl.json` file */
export function drawDefinition(json: string): string {
  const definition = JSON.parse(json) as Drawn;
  const lines = ['flowchart TD', '  start((start))', ...drawStates(definition, '')];
  lines.push(`  start --> ${definition.StartAt}`);
  return lines.join('\n');
}

function drawStates({ States }: Drawn, prefix: string): string[] {
  return Object.entries(States).flatMap(([name, state]) => [
    `  ${prefix}${name}${shapeOf(name, state)}`,
    ...arrowsOf(prefix + name, state, prefix),
    ...(state.Branches ?? []).flatMap((branch, index) => drawBranch(prefix + name, branch, index)),
  ]);
}

/** Branches are drawn inside a frame; an arrow leads from the state to each one. */
function drawBranch(parent: string, branch: Drawn, index: number): string[] {
  const prefix = `${parent}_${index + 1}_`;
  return [
    `  subgraph ${parent}_${index + 1}[" "]`,
    ...drawStates(branch, prefix).map((line) => `  ${line}`),
    '  end',
    `  ${parent} --> ${prefix}${branch.StartAt}`,
  ];
}

function shapeOf(name: string, { Type, Resource }: DrawnState): string {
  if (Resource?.endsWith('.waitForTaskToken')) return `[/"${name}: signal or time"/]`;
  switch (Type) {
    case 'Choice':
      return `{"${name}"}`;
    case 'Succeed':
    case 'Fail':
      return `(["${name}"])`;
    default:
      return `["${name}"]`;
  }
}

function arrowsOf(from: string, state: DrawnState, prefix: string): string[] {
  const arrows: string[] = [];
  const draw = (to: string | undefined, label?: string) => {
    if (to !== undefined) arrows.push(`  ${from} -->${label === undefined ? '' : `|"${label}"|`} ${prefix}${to}`);
  };
  for (const { Condition, Next } of state.Choices ?? []) draw(Next, Condition && readable(Condition));
  draw(state.Default, state.Type === 'Choice' ? 'else' : undefined);
  draw(state.Next);
  for (const { ErrorEquals, Next } of state.Catch ?? []) draw(Next, ErrorEquals.join(', '));
  return arrows;
}

/** The expression without its braces, with signs that Mermaid does not take in a label. */
function readable(condition: string): string {
  return condition
    .replace(/^\{%\s*|\s*%\}$/g, '')
    .replaceAll('"', "'")
    .replaceAll('|', '/');
}
