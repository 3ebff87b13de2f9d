import { type PartOptions, playPart } from './play-part.ts';
import type { PartMessage } from './play-part-apart.ts';
import { sampleProcess } from './record-machine.ts';

/*
 * One part of a fleet, in a process of its own: it uses little more than one processor, so that several of them at a time use
 * all there are. Its parent sends the options and is told how far it is and what came of it.
 */

const send = (message: PartMessage, whenSent: () => void = () => {}): void => {
  process.send?.(message, whenSent);
};

process.once('message', async (options: PartOptions) => {
  try {
    const report = await playPart(options, (progress) => send({ kind: 'progress', progress, sample: sampleProcess() }));
    send({ kind: 'report', report, sample: sampleProcess() }, () => process.exit(0));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`, () => process.exit(1));
  }
});

// Without its parent it has nothing to do, however that one ended.
process.once('disconnect', () => process.exit(0));
