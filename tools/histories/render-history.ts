import type { ApiHistory } from './read-histories.ts';

/** JSON with one event a line, so that a change of a recording shows as the lines that changed. */
export function renderHistory({ executionArn, status, events }: ApiHistory): string {
  const lines = events.map((event) => `    ${JSON.stringify(event)}`).join(',\n');
  return `{\n  "executionArn": ${JSON.stringify(executionArn)},\n  "status": "${status}",\n  "events": [\n${lines}\n  ]\n}\n`;
}
