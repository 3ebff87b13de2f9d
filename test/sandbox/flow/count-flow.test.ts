import { describe, expect, it } from 'vitest';
import type { ObservedEvent } from '../../../local/runtime.ts';
import { createFlowCount, roundFlow } from '../../../sandbox/flow/count-flow.ts';

const arn = (machine: string, name: string, kind = 'execution') =>
  `arn:aws:states:eu-west-1:111122223333:${kind}:legwork-development-${machine}:${name}`;
const started = (machine: string, name: string, atMs: number, machineType: 'STANDARD' | 'EXPRESS' = 'STANDARD') =>
  ({
    kind: 'execution-started',
    machineType,
    executionArn: arn(machine, name, machineType === 'EXPRESS' ? 'express' : 'execution'),
    stateMachineArn: `arn:aws:states:eu-west-1:111122223333:stateMachine:legwork-development-${machine}`,
    name,
    atMs,
  }) satisfies ObservedEvent;
const ended = (machine: string, name: string, atMs: number): ObservedEvent => ({
  ...started(machine, name, atMs),
  kind: 'execution-ended',
  status: 'SUCCEEDED',
});
const entered = (executionArn: string, stateName: string): ObservedEvent => ({
  kind: 'state-entered',
  executionArn,
  stateName,
  atMs: 0,
});
const flowOf = (events: readonly ObservedEvent[], untilMs: number) => {
  const count = createFlowCount();
  for (const event of events) count.observe(event);
  return roundFlow(count.read(untilMs));
};

describe('the flow of a run', () => {
  it('has executions, their further runs, and how long they were open, by machine', () => {
    const flow = flowOf(
      [
        started('booking', 'booking-B-1-r1', 1_000),
        ended('booking', 'booking-B-1-r1', 61_000),
        started('booking', 'booking-B-1-r2', 61_000),
        started('trip-leg', 'trip-leg-L-r1-r1', 0),
        started('trip-leg', 'trip-leg-L-9-r12', 0),
      ],
      100_000,
    );
    expect(flow).toEqual({
      booking: { machineType: 'STANDARD', executions: 2, continuations: 1, openSeconds: 99, states: {} },
      'trip-leg': { machineType: 'STANDARD', executions: 2, continuations: 1, openSeconds: 200, states: {} },
    });
  });

  it('counts the states that Standard and Express machines entered', () => {
    const express = arn('vehicle-check', 'V-1_x:uuid', 'express');
    const flow = flowOf(
      [
        started('deposit', 'deposit-B-1-r1', 0),
        entered(arn('deposit', 'deposit-B-1-r1'), 'Await'),
        entered(arn('deposit', 'deposit-B-1-r1'), 'Await'),
        entered(arn('deposit', 'deposit-B-1-r1'), 'Charge'),
        started('vehicle-check', 'V-1_x', 0, 'EXPRESS'),
        entered(express, 'CheckVehicle'),
      ],
      0,
    );
    expect(flow.deposit?.states).toEqual({ Await: 2, Charge: 1 });
    expect(flow['vehicle-check']).toMatchObject({ machineType: 'EXPRESS', executions: 1, openSeconds: 0 });
    expect(flow['vehicle-check']?.states).toEqual({ CheckVehicle: 1 });
  });
});
