/** Where a command goes: a stage, in a Region of an account or in the local runtime. */
import type { Command } from 'commander';

/** Where `npm start` listens unless it is told otherwise. */
const localEndpoint = 'http://127.0.0.1:4599';
const localRegion = 'eu-west-1';

export interface Target {
  readonly stage: string;
  /** `legwork-<stage>`: begins every name. */
  readonly prefix: string;
  /** Undefined: what AWS's own settings say. */
  readonly region?: string;
  readonly profile?: string;
  readonly endpoint?: string;
  /** The local runtime, with credentials that nobody checks. */
  readonly isLocal: boolean;
}

/** Options of every command. */
export interface GlobalOptions {
  readonly stage: string;
  readonly region?: string;
  readonly profile?: string;
  readonly local?: true;
  readonly endpointUrl?: string;
  readonly json?: true;
}

export function addGlobalOptions(program: Command): Command {
  return program
    .option('--stage <name>', 'development, staging or production', 'development')
    .option('--region <name>', "AWS Region (default: AWS's own settings)")
    .option('--profile <name>', "profile of AWS's configuration files")
    .option('--local', `the runtime of "npm start" at ${localEndpoint}, without credentials`)
    .option('--endpoint-url <url>', 'another address of all services, for example of a runtime on another port')
    .option('--json', 'print JSON instead of text');
}

export function targetOf({ stage, region, profile, local, endpointUrl }: GlobalOptions): Target {
  const isLocal = local === true;
  const endpoint = endpointUrl ?? (isLocal ? localEndpoint : undefined);
  const chosenRegion = region ?? (isLocal ? localRegion : undefined);
  return {
    stage,
    prefix: `legwork-${stage}`,
    isLocal,
    ...(chosenRegion !== undefined && { region: chosenRegion }),
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint }),
  };
}
