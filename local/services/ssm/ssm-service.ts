import type { ResourceProvider } from '../../assembly/resource-provider.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import {
  getParameterOperation,
  getParametersByPathOperation,
  getParametersOperation,
  putParameterOperation,
} from './operations/parameters.ts';
import { createParameterStore } from './parameter-store.ts';
import { parameterProvider } from './resources/parameter.ts';

export interface SsmService {
  readonly service: Service;
  readonly resourceProviders: readonly ResourceProvider[];
}

/** Parameter Store; nothing else of Systems Manager. */
export function createSsmService(kernel: Kernel): SsmService {
  const store = createParameterStore(kernel);
  return {
    service: {
      name: 'ssm',
      operations: {
        GetParameter: getParameterOperation(store),
        GetParameters: getParametersOperation(store),
        GetParametersByPath: getParametersByPathOperation(store),
        PutParameter: putParameterOperation(store),
      },
    },
    resourceProviders: [parameterProvider(store)],
  };
}
