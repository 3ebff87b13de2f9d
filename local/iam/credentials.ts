import { createHash } from 'node:crypto';
import { administrator, type Caller } from '../kernel/service.ts';

/** What an SDK client needs to call as a role. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Gives out credentials and knows whose they are. Signatures are not verified: only this machine can reach the port. */
export interface CredentialBook {
  /** The same role and session always get the same credentials. */
  issue(roleArn: string, sessionName: string): Credentials;
  /** Whose access key it is; the administrator's, for one that was never issued. */
  callerOf(accessKeyId: string | undefined): Caller;
}

export function createCredentialBook(): CredentialBook {
  const callers = new Map<string, Caller>();
  return {
    issue(roleArn, sessionName) {
      const digest = createHash('sha512').update(`${roleArn}\n${sessionName}`).digest('hex').toUpperCase();
      const accessKeyId = `ASIA${digest.slice(0, 16)}`;
      callers.set(accessKeyId, { kind: 'role', roleArn, sessionName });
      return { accessKeyId, secretAccessKey: digest.slice(16, 56), sessionToken: digest.slice(56) };
    },
    callerOf: (accessKeyId) => (accessKeyId === undefined ? undefined : callers.get(accessKeyId)) ?? administrator,
  };
}
