import { AwsError } from '../../../kernel/aws-error.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Alarm, AlarmHistoryItem } from './alarm.ts';
import type { AlarmDefinition } from './alarm-definition.ts';

/** All alarms of the account, by name, kept over the end of the process with their state and history. */
export interface AlarmStore {
  /** A new alarm knows nothing yet; one that was there keeps its state and is otherwise replaced. */
  put(definition: AlarmDefinition): Alarm;
  remove(name: string): Alarm | undefined;
  find(name: string): Alarm | undefined;
  /** @throws AwsError `ResourceNotFound` */
  get(name: string): Alarm;
  /** In the order of their names. */
  list(): Alarm[];
  note(alarm: Alarm, item: Omit<AlarmHistoryItem, 'atMs'>): void;
  /** After a change of state. */
  changed(alarm: Alarm): void;
  arnOf(name: string): string;
}

const store = 'cloudwatch/alarms';
/** The newest of what happened to an alarm; AWS keeps a month. */
const keptHistory = 200;

export function createAlarmStore({ accountId, clock, journal, region }: Kernel): AlarmStore {
  const alarms = new Map<string, Alarm>(journal.load<Alarm>(store));
  const arnOf = (name: string): string => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
  const changed = (alarm: Alarm): void => journal.put(store, alarm.definition.name, () => alarm);
  const note: AlarmStore['note'] = (alarm, item) => {
    alarm.history.push({ ...item, atMs: clock.nowMs() });
    if (alarm.history.length > keptHistory) alarm.history.shift();
    changed(alarm);
  };
  return {
    put(definition) {
      const { name } = definition;
      const nowMs = clock.nowMs();
      const known = alarms.get(name);
      const alarm: Alarm = known ?? {
        arn: arnOf(name),
        definition,
        state: 'INSUFFICIENT_DATA',
        reason: 'Unchecked: Initial alarm creation',
        reasonData: '{}',
        configuredAtMs: nowMs,
        stateUpdatedAtMs: nowMs,
        history: [],
      };
      alarm.definition = definition;
      alarm.configuredAtMs = nowMs;
      alarms.set(name, alarm);
      const summary = `Alarm "${name}" ${known === undefined ? 'created' : 'updated'}`;
      note(alarm, { type: 'ConfigurationUpdate', summary, data: JSON.stringify(definition) });
      return alarm;
    },
    remove(name) {
      const alarm = alarms.get(name);
      alarms.delete(name);
      journal.remove(store, name);
      return alarm;
    },
    find: (name) => alarms.get(name),
    get(name) {
      const alarm = alarms.get(name);
      if (alarm === undefined) throw new AwsError('ResourceNotFound', `Unknown alarm ${name}`, { statusCode: 404 });
      return alarm;
    },
    list: () => [...alarms.values()].sort((one, other) => (one.definition.name < other.definition.name ? -1 : 1)),
    note,
    changed,
    arnOf,
  };
}
