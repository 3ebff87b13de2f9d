/** Writes `docs/schemas/`: the events in and out as JSON Schema, from the schemas that the code checks them with. `npm run format` comes after. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { describeSchemas } from './schemas/describe-schemas.ts';

const folder = new URL('../docs/schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [file, text] of describeSchemas()) writeFileSync(new URL(file, folder), text);
