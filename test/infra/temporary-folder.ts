import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'legwork-infra-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A new folder that goes with the test file. */
export const temporaryFolder = (name: string): string => mkdtempSync(join(root, `${name}-`));
