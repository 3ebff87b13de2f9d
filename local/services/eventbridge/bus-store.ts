import type { Timer } from '../../clock/clock.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { PolicyStatement } from '../../kernel/service.ts';
import { createBusJournal } from './bus-journal.ts';
import type { CompiledPattern } from './patterns/compile-pattern.ts';
import type { Target } from './targets/target.ts';

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  description?: string;
  roleArn?: string;
  state: 'ENABLED' | 'DISABLED';
  pattern?: { readonly source: string; readonly compiled: CompiledPattern };
  scheduleExpression?: string;
  /** Next time of a rule with a schedule. */
  nextDueMs?: number;
  /** Where its rate counts from. */
  anchorMs?: number;
  timer?: Timer;
  readonly targets: Map<string, Target>;
}

export interface Bus {
  readonly name: string;
  readonly arn: string;
  readonly rules: Map<string, Rule>;
  /** The bus's own policy, statement by id. */
  readonly statements: Map<string, PolicyStatement>;
}

export interface BusStore {
  create(name: string): Bus;
  delete(name: string): void;
  /** Says that a bus or rule that is there has changed. */
  changed(bus: Bus): void;
  ruleChanged(rule: Rule): void;
  removeRule(rule: Rule): void;
  list(): Bus[];
  /** By name or ARN; `default` if there is neither. */
  find(nameOrArn: string | undefined): Bus | undefined;
  /** Throws `ResourceNotFoundException`. */
  get(nameOrArn: string | undefined): Bus;
  /** Throws `ResourceNotFoundException`. */
  rule(ruleName: string, busNameOrArn: string | undefined): Rule;
  busArn(nameOrArn: string | undefined): string;
  ruleArn(ruleName: string, busNameOrArn: string | undefined): string;
}

export const defaultBusName = 'default';

export function busNameOf(nameOrArn: string | undefined): string {
  if (!nameOrArn) return defaultBusName;
  return nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.indexOf('/') + 1) : nameOrArn;
}

export function createBusStore({ region, accountId, journal }: Kernel): BusStore {
  const buses = new Map<string, Bus>();
  const recorded = createBusJournal(journal);
  const arnPrefix = `arn:aws:events:${region}:${accountId}`;
  const busArn = (nameOrArn: string | undefined): string => `${arnPrefix}:event-bus/${busNameOf(nameOrArn)}`;
  const create = (name: string): Bus => {
    const bus: Bus = { name, arn: busArn(name), rules: new Map(), statements: new Map() };
    buses.set(name, bus);
    recorded.record(bus);
    return bus;
  };
  for (const { name, statements } of recorded.buses()) {
    buses.set(name, { name, arn: busArn(name), rules: new Map(), statements });
  }
  for (const rule of recorded.rules()) buses.get(rule.busName)?.rules.set(rule.name, rule);
  if (!buses.has(defaultBusName)) create(defaultBusName);
  const get = (nameOrArn: string | undefined): Bus => {
    const name = busNameOf(nameOrArn);
    const bus = buses.get(name);
    if (bus) return bus;
    throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
  };
  return {
    create,
    delete: (name) => {
      buses.delete(name);
      recorded.forget(name);
    },
    changed: recorded.record,
    ruleChanged: recorded.recordRule,
    removeRule: (rule) => {
      buses.get(rule.busName)?.rules.delete(rule.name);
      recorded.forgetRule(rule);
    },
    list: () => [...buses.values()],
    find: (nameOrArn) => buses.get(busNameOf(nameOrArn)),
    get,
    rule(ruleName, busNameOrArn) {
      const bus = get(busNameOrArn);
      const rule = bus.rules.get(ruleName);
      if (rule) return rule;
      throw new AwsError('ResourceNotFoundException', `Rule ${ruleName} does not exist on EventBus ${bus.name}.`);
    },
    busArn,
    ruleArn(ruleName, busNameOrArn) {
      const busName = busNameOf(busNameOrArn);
      return `${arnPrefix}:rule/${busName === defaultBusName ? '' : `${busName}/`}${ruleName}`;
    },
  };
}
