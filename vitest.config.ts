import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Explorations and real processes take their time; a test that hangs still ends.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Vitest's own choice leaves two processors one worker, though much of what is tested waits for processes of its own.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ['default'],
  },
});
