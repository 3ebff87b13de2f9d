import { SFNClient } from '@aws-sdk/client-sfn';
import { createDocumentClient } from '../../middleware/document-client.ts';
import { type Environment, requiredVariable } from '../../middleware/environment.ts';
import type { ProtocolClients } from './protocol.ts';

/** The protocol's clients, as the function's environment names table and state machines. */
export function connectProtocol(environment: Environment): ProtocolClients {
  return {
    documents: createDocumentClient(),
    tableName: requiredVariable(environment, 'WORKFLOWS_TABLE'),
    stepFunctions: new SFNClient({}),
    stateMachineArnPrefix: requiredVariable(environment, 'STATE_MACHINE_ARN_PREFIX'),
  };
}
