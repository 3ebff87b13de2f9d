import { probe } from '../../../lambdas/domain/policy.ts';

export const found = probe;
