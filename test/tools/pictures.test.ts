import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawDefinition } from '../../tools/pictures/draw-definition.ts';
import { updatePictures } from '../../tools/pictures/update-pictures.ts';
import { readDefinitions } from '../state-machines/read-definitions.ts';

const root = new URL('../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');
const pages = readdirSync(new URL('docs/workflows/', root));

describe('a picture of a definition', () => {
  it('shows every state, where it goes, when, and what it does with errors', () => {
    const definition = {
      StartAt: 'Ask',
      States: {
        Ask: { Type: 'Task', Resource: 'x', Next: 'Is', Catch: [{ ErrorEquals: ['Fenced'], Next: 'Done' }] },
        Is: { Type: 'Choice', Choices: [{ Condition: '{% $a = "b" %}', Next: 'Done' }], Default: 'Both' },
        Both: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'One', States: { One: { Type: 'Pass', End: true } } }],
          Next: 'Done',
        },
        Done: { Type: 'Succeed' },
      },
    };
    expect(drawDefinition(JSON.stringify(definition)).split('\n')).toEqual([
      'flowchart TD',
      '  start((start))',
      '  Ask["Ask"]',
      '  Ask --> Is',
      '  Ask -->|"Fenced"| Done',
      '  Is{"Is"}',
      `  Is -->|"$a = 'b'"| Done`,
      '  Is -->|"else"| Both',
      '  Both["Both"]',
      '  Both --> Done',
      '  subgraph Both_1[" "]',
      '    Both_1_One["One"]',
      '  end',
      '  Both --> Both_1_One',
      '  Done(["Done"])',
      '  start --> Ask',
    ]);
  });
});

describe('docs/workflows', () => {
  it.each(pages)('%s shows its definition as it is (npx node tools/draw-workflows.ts draws it anew)', (page) => {
    const text = read(`docs/workflows/${page}`);
    expect(text).toBe(updatePictures(text, read));
  });

  it.each(readDefinitions().map(({ name }) => name))('has a picture of %s', (name) => {
    const all = pages.map((page) => read(`docs/workflows/${page}`)).join('\n');
    expect(all).toContain(`<!-- picture: state-machines/${name}.asl.json -->`);
  });
});
