import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

it('the command ends without an error when nobody reads what it writes', async () => {
  const child = spawn(process.execPath, ['ops/legwork.mjs', 'completion', 'bash'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  const [errors, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect({ errors, exitCode }).toEqual({ errors: '', exitCode: 0 });
});
