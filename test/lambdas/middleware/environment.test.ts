import { expect, it } from 'vitest';
import { requiredVariable } from '../../../lambdas/middleware/environment.ts';

it('answers a variable that is set, and names one that is not', () => {
  expect(requiredVariable({ WORKFLOWS_TABLE: 'w' }, 'WORKFLOWS_TABLE')).toBe('w');
  expect(() => requiredVariable({ WORKFLOWS_TABLE: '' }, 'WORKFLOWS_TABLE')).toThrow(
    'the environment variable WORKFLOWS_TABLE is not set',
  );
});
