import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type SourceWatch, watchSources } from '../../../sandbox/watch/watch-sources.ts';

describe('watching sources', () => {
  let directory: string;
  let watch: SourceWatch;
  const onChange = vi.fn();
  const write = (path: string, text: string): void => writeFileSync(join(directory, path), text);

  beforeEach(async () => {
    onChange.mockClear();
    directory = mkdtempSync(join(tmpdir(), 'legwork-watch-'));
    mkdirSync(join(directory, 'lambdas/domain'), { recursive: true });
    mkdirSync(join(directory, 'docs'));
    write('lambdas/domain/money.ts', 'one');
    write('cdk.json', '{}');
    const onError = (error: Error): void => expect.unreachable(error.message);
    watch = watchSources(directory, ['lambdas', 'cdk.json'], { onChange, onError });
    // The system tells of what was written just before, too.
    await sleep(400);
    onChange.mockClear();
  });
  afterEach(() => {
    watch.close();
    rmSync(directory, { recursive: true });
  });

  it('tells once of many changes at about the same time, at any depth', async () => {
    write('lambdas/domain/money.ts', 'two');
    mkdirSync(join(directory, 'lambdas/new'));
    write('lambdas/a.ts', 'two');
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(1), 10_000);
    await sleep(400);
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  it('tells of a file that an editor replaces, each time', async () => {
    for (const times of [1, 2]) {
      write('cdk.json.new', `{"times":${times}}`);
      renameSync(join(directory, 'cdk.json.new'), join(directory, 'cdk.json'));
      await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(times), 10_000);
    }
  });

  it('tells of nothing beside its inputs, and of nothing when it is closed', async () => {
    write('README.md', 'x');
    write('docs/a.md', 'x');
    await sleep(500);
    watch.close();
    write('lambdas/a.ts', 'x');
    await sleep(500);
    expect(onChange).not.toHaveBeenCalled();
  });
});
