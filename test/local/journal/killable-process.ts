import { createRuntime } from '../../../local/runtime.ts';

/*
 * A runtime to be killed: `node killable-process.ts DATA ASSEMBLY SEED`. Tells its parent the address of its port once
 * recovered work goes on.
 */

const [, , dataDirectory = '', assembly = '', seed = ''] = process.argv;

const runtime = await createRuntime({
  // An accelerated clock would stand still under load, and nothing would fall due.
  clock: { kind: 'real' },
  seed: Number(seed),
  dataDirectory,
  prepare: async (prepared) => {
    await prepared.deploy(assembly);
  },
});

process.once('disconnect', () => process.exit(0));
process.send?.({ endpoint: runtime.endpoint });
