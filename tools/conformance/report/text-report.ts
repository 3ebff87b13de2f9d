import type { Difference } from '../compare/same.ts';
import type { Json } from '../json.ts';
import type { Summary } from './summary.ts';

/** Of one case; the rest is told by its number. */
const shownDifferences = 4;
const shownCharacters = 240;

/** The table by group, and below it every case that did not pass with what is different. */
export function renderText(summary: Summary, listed: ReadonlySet<string>): string {
  const failures = summary.failures.flatMap((failure) => {
    const isListed = listed.has(failure.id) ? ', listed' : '';
    const lines = [`${failure.outcome}${isListed}  ${failure.group}  ${failure.id}`];
    if (failure.reason !== undefined) lines.push(indent(failure.reason));
    if (failure.outcome === 'failed') {
      lines.push(...failure.differences.slice(0, shownDifferences).map(renderDifference));
      const left = failure.differences.length - shownDifferences;
      if (left > 0) lines.push(indent(`and ${left} more differences`));
      lines.push(...failure.notes.map((note) => indent(`note: ${note}`)));
    }
    return [...lines, ''];
  });
  return [...failures, ...renderTable(summary), ''].join('\n');
}

function renderTable({ groups, passed, failed, skipped }: Summary): string[] {
  const rows = Object.entries(groups).sort(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(...rows.map(([group]) => group.length), 'group'.length);
  const row = (name: string, ...cells: (string | number)[]): string =>
    `${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(9)).join('')}`;
  return [
    row('group', 'passed', 'failed', 'skipped'),
    ...rows.map(([group, counts]) => row(group, counts.passed, counts.failed, counts.skipped)),
    row('all', passed, failed, skipped),
  ];
}

function renderDifference({ path, expected, actual }: Difference): string {
  return [indent(`${path}`), indent(`  recorded: ${shorten(expected)}`), indent(`  answered: ${shorten(actual)}`)].join(
    '\n',
  );
}

function shorten(value: Json): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters)}… (${text.length} characters)`;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
