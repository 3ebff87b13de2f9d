import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runLegwork } from './support/run-legwork.ts';

describe('legwork completion', () => {
  it.each([
    [['legwork', 'dead'], ['dead-letters']],
    [
      ['legwork', '--local', 'dead-letters', ''],
      ['list', 'show', 'send-back'],
    ],
    [['legwork', 'show', 'tr'], ['trip-leg']],
    [['legwork', 'terminate', 'booking', 'B-1', '--rea'], ['--reason']],
    [['legwork', 'list', '--pro'], ['--profile']],
  ])('completes %j in bash', async (words, expected) => {
    const { out } = await runLegwork(['completion', 'bash']);
    const script = `${out}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})\nCOMP_CWORD=${words.length - 1}\n_legwork\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
    const completions = execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');

    expect(completions).toEqual(expect.arrayContaining(expected));
    expect(completions.every((word) => word.startsWith(words.at(-1)!))).toBe(true);
  });

  it('knows zsh and fish, and no other shell', async () => {
    expect((await runLegwork(['completion', 'zsh'])).out).toContain('bashcompinit');
    expect((await runLegwork(['completion', 'fish'])).out).toContain("-l reason -d 'why");
    expect(await runLegwork(['completion', 'tcsh'])).toMatchObject({ exitCode: 2 });
  });
});
