import { SFNClient } from '@aws-sdk/client-sfn';
import { createClient, documentClient } from '../../middleware/aws-clients.ts';
import { type Environment, requiredVariable } from '../../middleware/environment.ts';
import type { ProtocolClients } from './protocol.ts';

/** The protocol's clients, as the function's environment names table and state machines. */
export function connectProtocol(environment: Environment): ProtocolClients {
  return {
    documents: documentClient(),
    tableName: requiredVariable(environment, 'WORKFLOWS_TABLE'),
    stepFunctions: createClient((options) => new SFNClient(options)),
    stateMachineArnPrefix: requiredVariable(environment, 'STATE_MACHINE_ARN_PREFIX'),
  };
}
