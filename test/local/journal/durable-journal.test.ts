import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createDurableJournal } from '../../../local/journal/durable-journal.ts';
import type { Journal } from '../../../local/journal/journal.ts';

const directories: string[] = [];
const open: Journal[] = [];
afterEach(() => {
  for (const journal of open.splice(0)) journal.close();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'journal-'));
  directories.push(directory);
  return directory;
}

function openIn(directory: string): Journal {
  const journal = createDurableJournal(directory);
  open.push(journal);
  return journal;
}

/** What a power cut at this moment would leave. */
function afterPowerCut(directory: string): Journal {
  const copy = newDirectory();
  cpSync(directory, copy, { recursive: true });
  return openIn(copy);
}

describe('a durable journal', () => {
  it('gets one entry: the one on disk, the one that is to be written, and none that was removed', async () => {
    const directory = newDirectory();
    const journal = openIn(directory);
    expect(journal.get('store', 'a')).toBeUndefined();
    journal.put('store', 'a', () => 1);
    journal.put('store', 'b', () => ({ n: 2 }));
    expect(journal.get('store', 'a')).toBe(1);
    await journal.flushed();
    const recovered = afterPowerCut(directory);
    expect(recovered.get('store', 'b')).toEqual({ n: 2 });
    recovered.remove('store', 'b');
    expect(recovered.get('store', 'b')).toBeUndefined();
    await recovered.flushed();
    expect(recovered.get('store', 'b')).toBeUndefined();
    expect(recovered.get('store', 'a')).toBe(1);
  });

  it('has on disk what was changed before the flush that has resolved (J2)', async () => {
    const directory = newDirectory();
    const journal = openIn(directory);
    journal.put('store', 'b', () => 2);
    journal.put('store', 'a', () => 1);
    journal.put('other', 'a', () => 'another');
    journal.append('lists', 'l', 'one');
    journal.append('lists', 'l', 'two');
    await journal.flushed();
    const recovered = afterPowerCut(directory);
    expect([...recovered.load('store')]).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(recovered.loadList('lists', 'l')).toEqual(['one', 'two']);
  });

  it('writes nothing before the turn of the event loop has ended (J1)', async () => {
    const directory = newDirectory();
    const journal = openIn(directory);
    journal.put('store', 'a', () => 1);
    for (let count = 0; count < 10; count += 1) await Promise.resolve();
    journal.put('store', 'b', () => 1);
    expect([...afterPowerCut(directory).load('store')]).toEqual([]);
    await journal.flushed();
    expect([...afterPowerCut(directory).load('store')]).toHaveLength(2);
  });

  it('reads a value at the end of its turn, and that of the last change alone (J3)', async () => {
    const directory = newDirectory();
    const journal = openIn(directory);
    const value = { n: 1 };
    journal.put('store', 'a', () => {
      throw new Error('overwritten, so never read');
    });
    journal.put('store', 'a', () => value);
    value.n = 2;
    journal.put('store', 'gone', () => 1);
    journal.remove('store', 'gone');
    await journal.flushed();
    expect([...afterPowerCut(directory).load('store')]).toEqual([['a', { n: 2 }]]);
  });

  it('keeps maps, sets, dates, bytes and what is shared between parts of a value (J4)', async () => {
    const directory = newDirectory();
    const journal = openIn(directory);
    const shared = { bytes: new Uint8Array([1, 2]) };
    const value = { map: new Map([['x', new Set([1])]]), date: new Date(5), none: undefined, list: [shared, shared] };
    journal.put('store', 'a', () => value);
    await journal.flushed();
    const [[, found] = []] = [...afterPowerCut(directory).load<typeof value>('store')];
    expect(found).toEqual(value);
    expect(found?.list[0]).toBe(found?.list[1]);
  });

  it('gives text back as it was put, and the keys of a store without their values', async () => {
    const directory = newDirectory();
    const journal = openIn(directory);
    journal.putText('store', 'b', { text: () => 'ü "text" \u0000' });
    journal.putText('store', 'a', { text: () => '' });
    journal.put('store', 'c', () => 'no text, but a value');
    await journal.flushed();
    const recovered = afterPowerCut(directory);
    expect([...recovered.keys('store')]).toEqual(['a', 'b', 'c']);
    expect(recovered.get('store', 'b')).toBe('ü "text" \u0000');
    expect([...recovered.load('store')]).toEqual([
      ['a', ''],
      ['b', 'ü "text" \u0000'],
      ['c', 'no text, but a value'],
    ]);
    expect([...recovered.keys('another')]).toEqual([]);
  });

  it('writes nothing of what was taken back, and says when what was put is no longer there to be', async () => {
    const directory = newDirectory();
    const journal = openIn(directory);
    const turn = journal.turn();
    journal.putText('store', 'a', { text: () => 'one' });
    journal.takeBack('store', 'a');
    journal.putText('store', 'b', { text: () => 'two' });
    expect(journal.turn()).toBe(turn);
    await journal.flushed();
    expect(journal.turn()).not.toBe(turn);
    expect([...afterPowerCut(directory).keys('store')]).toEqual(['b']);
  });

  it('empties a list, and what is added after that is all that it has', async () => {
    const directory = newDirectory();
    const journal = openIn(directory);
    journal.append('lists', 'l', 1);
    await journal.flushed();
    journal.append('lists', 'l', 2);
    journal.clear('lists', 'l');
    journal.append('lists', 'l', 3);
    await journal.flushed();
    expect(afterPowerCut(directory).loadList('lists', 'l')).toEqual([3]);
  });

  it('never gives a number out twice, over the end of a process as well', async () => {
    const directory = newDirectory();
    const journal = openIn(directory);
    const numbers = [journal.nextNumber(), journal.nextNumber()];
    journal.put('store', 'a', () => numbers);
    await journal.flushed();
    expect(afterPowerCut(directory).nextNumber()).toBeGreaterThan(Math.max(...numbers));
  });

  it('writes what is attached along with other changes, and by itself when told to', async () => {
    const directory = newDirectory();
    const journal = openIn(directory);
    let time = 1;
    journal.attach('time', () => time);
    journal.put('store', 'a', () => 1);
    await journal.flushed();
    time = 2;
    await journal.flushed();
    expect(afterPowerCut(directory).attached('time')).toBe(1);
    journal.mark();
    await journal.flushed();
    expect(afterPowerCut(directory).attached('time')).toBe(2);
  });

  it('writes nothing of a turn with a value that cannot be written, and acknowledges nothing any more', async () => {
    const directory = newDirectory();
    const journal = openIn(directory);
    journal.put('store', 'a', () => 1);
    journal.put('store', 'b', () => () => {});
    await expect(journal.flushed()).rejects.toThrow('could not be cloned');
    expect([...afterPowerCut(directory).load('store')]).toEqual([]);
    journal.put('store', 'c', () => 1);
    await expect(journal.flushed()).rejects.toThrow('could not be cloned');
  });

  it('begins what was put off when it resumes, in its order, and what comes later at once', () => {
    const journal = openIn(newDirectory());
    const begun: number[] = [];
    journal.onResume(() => begun.push(1));
    journal.onResume(() => begun.push(2));
    expect(begun).toEqual([]);
    journal.resume();
    journal.onResume(() => begun.push(3));
    expect(begun).toEqual([1, 2, 3]);
  });
});
