import type { Journal } from '../../journal/journal.ts';
import type { Bus, Rule } from './bus-store.ts';
import { compilePattern } from './patterns/compile-pattern.ts';

type RecordedBus = Pick<Bus, 'name' | 'statements'>;
type RecordedRule = Omit<Rule, 'pattern' | 'timer'> & { readonly patternSource?: string };

/** Buses and their rules: patterns as their text, the next time of a schedule in place of its timer. */
export interface BusJournal {
  buses(): Iterable<RecordedBus>;
  rules(): Iterable<Rule>;
  record(bus: Bus): void;
  forget(busName: string): void;
  recordRule(rule: Rule): void;
  forgetRule(rule: Rule): void;
}

const stores = { buses: 'events/buses', rules: 'events/rules' };

export function createBusJournal(journal: Journal): BusJournal {
  return {
    *buses() {
      for (const [, bus] of journal.load<RecordedBus>(stores.buses)) yield bus;
    },
    *rules() {
      for (const [, { patternSource: source, ...rule }] of journal.load<RecordedRule>(stores.rules)) {
        yield { ...rule, ...(source !== undefined && { pattern: { source, compiled: compilePattern(source) } }) };
      }
    },
    record: (bus) =>
      journal.put(stores.buses, bus.name, (): RecordedBus => ({ name: bus.name, statements: bus.statements })),
    forget: (busName) => journal.remove(stores.buses, busName),
    recordRule: (rule) =>
      journal.put(stores.rules, rule.arn, (): RecordedRule => {
        const { pattern, timer: _timer, ...rest } = rule;
        return { ...rest, ...(pattern !== undefined && { patternSource: pattern.source }) };
      }),
    forgetRule: (rule) => journal.remove(stores.rules, rule.arn),
  };
}
