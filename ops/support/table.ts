/** Columns of text. */

export type Cell = string | number | null | undefined;

/** A table as lines: columns as wide as their widest cell, two spaces between them, numbers to the right. */
export function renderTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => headings.map((_, index) => cellText(row[index])));
  const widths = headings.map((heading, index) =>
    Math.max(heading.length, ...texts.map((row) => row[index]?.length ?? 0)),
  );
  const isNumeric = headings.map((_, index) => rows.length > 0 && rows.every((row) => typeof row[index] === 'number'));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (isNumeric[index] ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!)))
      .join('  ')
      .trimEnd();
  return `${[line(headings.map((heading) => heading.toUpperCase())), ...texts.map(line)].join('\n')}\n`;
}

function cellText(cell: Cell): string {
  return cell === null || cell === undefined || cell === '' ? '-' : String(cell);
}

/** `3 d 4 h`, the two largest units of a span; `0 s` for none. */
export function spanText(spanMs: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1_000],
  ] as const;
  let restMs = Math.abs(spanMs);
  const parts: string[] = [];
  for (const [unit, unitMs] of units) {
    const count = Math.floor(restMs / unitMs);
    if (count === 0 && (parts.length > 0 || unit !== 's')) {
      if (parts.length > 0) break;
      continue;
    }
    parts.push(`${count} ${unit}`);
    restMs -= count * unitMs;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

/** `1 message`, `2 messages`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
