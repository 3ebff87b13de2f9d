import { drawDefinition } from './draw-definition.ts';

const block = /<!-- picture: (\S+) -->[\s\S]*?<!-- \/picture -->/g;

/**
 * A page with the pictures that it asks for, drawn anew between `<!-- picture: state-machines/x.asl.json -->` and
 * `<!-- /picture -->`.
 * @param read gives the text of a file of the project
 */
export function updatePictures(page: string, read: (file: string) => string): string {
  return page.replace(
    block,
    (_, file: string) =>
      `<!-- picture: ${file} -->\n\`\`\`mermaid\n${drawDefinition(read(file))}\n\`\`\`\n<!-- /picture -->`,
  );
}
