import { expect, it } from 'vitest';
import { createHttpSubject } from './create-http-subject.ts';

// What this would catch: SDKs compare the date of an answer with their own clock, which is the runtime's; with another
// date they correct for a skew that is none, and repeat calls that were refused.
it('dates its answers by the clock of the runtime', async () => {
  const { handler, kernel } = createHttpSubject({ dynamodb: { ListTables: () => ({ TableNames: [] }) } });
  const { headers } = await handler({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
    body: new TextEncoder().encode('{}'),
  });
  expect(headers.date).toBe(new Date(kernel.clock.nowMs()).toUTCString());
});
