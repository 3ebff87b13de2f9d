import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeSchemas } from '../../tools/schemas/describe-schemas.ts';

const folder = new URL('../../docs/schemas/', import.meta.url);
const schemas = [...describeSchemas()];

describe('docs/schemas', () => {
  it('has one file for each event and no other', () => {
    expect(readdirSync(folder).sort()).toEqual(schemas.map(([file]) => file).sort());
  });

  it.each(schemas)(
    '%s is what the code checks (npx node tools/generate-schemas.ts brings it up to date)',
    (file, text) => {
      expect(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))).toEqual(JSON.parse(text));
    },
  );
});
