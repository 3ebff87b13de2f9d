import { describe, expect, it } from 'vitest';
import { failures } from '../../../lambdas/middleware/failures/failures.ts';
import { logging } from '../../../lambdas/middleware/logging/logging.ts';
import { metrics } from '../../../lambdas/middleware/metrics/metrics.ts';
import { validateInput } from '../../../lambdas/middleware/validate-input/validate-input.ts';

describe('every middleware', () => {
  it.each([
    ['failures', failures],
    ['logging', logging],
    ['metrics', metrics],
    ['validate-input', validateInput],
  ])('throws at an option that it does not know: %s', (name, create) => {
    expect(() => create({ hanlderName: 'x' } as never)).toThrow(`${name}: unknown option hanlderName`);
  });

  it('names its hooks after itself', () => {
    const hooks = [failures().onError, metrics({ metrics: { publish: () => {} } }).after];
    expect(hooks.map((hook) => hook?.name)).toEqual(['failuresOnError', 'metricsAfter']);
  });
});
