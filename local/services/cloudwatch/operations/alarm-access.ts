import type { AccessRequest } from '../../../kernel/service.ts';
import type { AlarmStore } from '../alarms/alarm-store.ts';

/** The permission on each alarm that a call names, or on all. */
export function alarmAccess(alarms: AlarmStore, action: string, names: readonly string[] = ['*']): AccessRequest[] {
  return names.map((name) => ({ action: `cloudwatch:${action}`, resource: alarms.arnOf(name) }));
}
