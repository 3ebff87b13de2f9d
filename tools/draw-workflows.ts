/** Draws the pictures in `docs/workflows/` anew, from the definitions themselves. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { updatePictures } from './pictures/update-pictures.ts';

const folder = new URL('../docs/workflows/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
for (const name of readdirSync(folder)) {
  const page = new URL(name, folder);
  writeFileSync(page, updatePictures(readFileSync(page, 'utf8'), read));
}
