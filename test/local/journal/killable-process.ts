import { createRuntime } from '../../../local/runtime.ts';

/*
 * A runtime to be killed: `node killable-process.ts DATA ASSEMBLY SEED`. Tells its parent the address of its port once
 * recovered work goes on.
 */

const [, , dataDirectory = '', assembly = '', seed = ''] = process.argv;

const runtime = await createRuntime({
  clock: { kind: 'accelerated', factor: 20, startMs: Date.parse('2026-03-01T00:00:00Z') },
  seed: Number(seed),
  dataDirectory,
  prepare: async (prepared) => {
    await prepared.deploy(assembly);
  },
});

process.once('disconnect', () => process.exit(0));
process.send?.({ endpoint: runtime.endpoint });
