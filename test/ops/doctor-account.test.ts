// What the local runtime has no answer for, answered in AWS's wire protocols by a proxy before it.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectLoad } from '../../ops/doctor/expected-load.ts';
import { type OperatedLegwork, operateLegwork, startMs } from './support/operated-legwork.ts';
import { type OwnAnswer, type RunningProxy, startProxy } from './support/proxy.ts';
import { runLegwork } from './support/run-legwork.ts';

interface Diagnosis {
  readonly findings: ReadonlyArray<{ readonly kind: string; readonly about: string; readonly text: string }>;
}

const json = (value: unknown): OwnAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(value),
});
const xml = (action: string, result: string): OwnAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<${action}Response><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`,
});

describe('legwork doctor, of an account', () => {
  let operated: OperatedLegwork;
  let proxy: RunningProxy;
  let answers: Record<string, (body: string) => OwnAnswer | undefined> = {};

  beforeAll(async () => {
    operated = await operateLegwork();
    proxy = await startProxy(operated.runtime.endpoint, ({ operation, body }) => answers[operation]?.(body));
  });
  afterEach(() => {
    answers = {};
  });
  afterAll(async () => {
    await proxy?.close();
    await operated?.close();
  });

  const diagnose = async (...options: readonly string[]) => {
    const commandLine = ['doctor', '--json', '--local', '--endpoint-url', proxy.endpoint, ...options];
    const { out, error } = await runLegwork(commandLine, { nowMs: () => startMs });
    if (out === '') throw new Error(error);
    return (JSON.parse(out) as Diagnosis).findings;
  };
  const about = (findings: Diagnosis['findings'], subject: RegExp) =>
    findings.filter((finding) => subject.test(finding.about));

  describe('quotas', () => {
    const quotas: Record<string, object[][]> = {
      states: [
        [{ QuotaName: 'StartExecution throttle token refill rate per second', QuotaCode: 'L-1', Value: 150 }],
        [{ QuotaName: 'Maximum open executions', QuotaCode: 'L-2', Value: 1_000_000 }],
      ],
      scheduler: [
        [
          { QuotaName: 'Number of schedules', QuotaCode: 'L-3', Value: 1_000_000 },
          { QuotaName: 'CreateSchedule request rate', QuotaCode: 'L-4', Value: 250 },
          { QuotaName: 'Invocations throttle limit', QuotaCode: 'L-5', Value: 500 },
        ],
      ],
      events: [[{ QuotaName: 'PutEvents throttle limit in transactions per second', QuotaCode: 'L-6', Value: 400 }]],
    };
    const listQuotas = (body: string) => {
      const { ServiceCode, NextToken = '0' } = JSON.parse(body) as { ServiceCode: string; NextToken?: string };
      const pages = quotas[ServiceCode]!;
      const next = Number(NextToken) + 1;
      return json({ Quotas: pages[Number(NextToken)], ...(next < pages.length && { NextToken: String(next) }) });
    };

    it('finds those in order that leave room, on whatever page they stand', async () => {
      answers['ServiceQuotasV20190624.ListServiceQuotas'] = listQuotas;
      const found = about(await diagnose(), /^quotas/);

      expect(found.filter(({ kind }) => kind === 'ok').map(({ text }) => text)).toEqual([
        expect.stringMatching(/^150 executions started a second; 1000 bookings a day need 3 /),
        expect.stringMatching(/^1000000 open executions; 1000 bookings a day need 70000 /),
        expect.stringMatching(/^1000000 schedules; 1000 bookings a day need 280000 /),
        expect.stringMatching(/^250 schedules created a second; /),
        expect.stringMatching(/^500 firings a second; /),
        expect.stringMatching(/^400 events a second; /),
      ]);
    });

    it('says which one to have raised for more bookings', async () => {
      answers['ServiceQuotasV20190624.ListServiceQuotas'] = listQuotas;
      const found = about(await diagnose('--bookings-per-day', '5000'), /^quotas/);

      expect(found.filter(({ kind }) => kind === 'problem')).toEqual([
        {
          kind: 'problem',
          about: 'quotas of Scheduler',
          text: '1000000 schedules; 5000 bookings a day need 1400000 at their busiest: have "Number of schedules" (L-3) raised',
        },
      ]);
    });

    it('says what Service Quotas does not tell of', async () => {
      answers['ServiceQuotasV20190624.ListServiceQuotas'] = listQuotas;
      expect(about(await diagnose(), /^quotas/).filter(({ kind }) => kind === 'not checked')).toEqual([
        expect.objectContaining({ text: expect.stringContaining('nothing of transitions a second') }),
      ]);
    });

    it('expects in proportion to the bookings', () => {
      expect(expectLoad(1000)).toEqual({
        openExecutions: 70_000,
        schedules: 280_000,
        executionStartsPerSecond: 3,
        transitionsPerSecond: 33,
        scheduleCreationsPerSecond: 5,
        scheduleInvocationsPerSecond: 84,
        eventsPerSecond: 6,
      });
      expect(expectLoad(10_000).schedules).toBe(10 * expectLoad(1000).schedules);
    });

    it('takes no other count than a whole number', async () => {
      const { exitCode, error } = await operated.legwork(['doctor', '--bookings-per-day', 'many']);
      expect(exitCode).toBe(2);
      expect(error).toContain('--bookings-per-day');
    });
  });

  describe('permissions', () => {
    const role = 'arn:aws:iam::111122223333:role/operators/Operator';
    const simulated: { principal: string; resource: string; actions: string[] }[] = [];
    const asAssumedRole = (denied: readonly string[]) => {
      simulated.length = 0;
      answers['Action=GetCallerIdentity'] = () =>
        xml('GetCallerIdentity', '<Arn>arn:aws:sts::111122223333:assumed-role/Operator/ada</Arn>');
      answers['Action=GetRole'] = () => xml('GetRole', `<Role><Arn>${role}</Arn></Role>`);
      answers['Action=SimulatePrincipalPolicy'] = (body) => {
        const given = new URLSearchParams(body);
        const actions = [...given].filter(([name]) => name.startsWith('ActionNames')).map(([, action]) => action);
        const resource = given.get('ResourceArns.member.1') ?? '';
        simulated.push({ principal: given.get('PolicySourceArn') ?? '', resource, actions });
        const results = actions.map(
          (action) =>
            `<member><EvalActionName>${action}</EvalActionName><EvalResourceName>${resource}</EvalResourceName><EvalDecision>${denied.includes(action) ? 'implicitDeny' : 'allowed'}</EvalDecision></member>`,
        );
        return xml('SimulatePrincipalPolicy', `<EvaluationResults>${results.join('')}</EvaluationResults>`);
      };
    };

    it('are those of the role behind a session, on the resources of the stage', async () => {
      asAssumedRole([]);
      expect(about(await diagnose(), /^permissions$/)).toEqual([
        { kind: 'ok', about: 'permissions', text: expect.stringContaining(`${role} may do all`) },
      ]);
      expect(new Set(simulated.map(({ principal }) => principal))).toEqual(new Set([role]));
      const resourceOfAction = (action: string) => simulated.find(({ actions }) => actions.includes(action))?.resource;
      expect(resourceOfAction('dynamodb:Query')).toBe(
        'arn:aws:dynamodb:eu-west-1:111122223333:table/legwork-development-workflows',
      );
      expect(resourceOfAction('states:StopExecution')).toMatch(/:execution:legwork-development-/);
      expect(resourceOfAction('states:SendTaskSuccess')).toBe('*');
    });

    it('that are missing are told with the commands that need them', async () => {
      asAssumedRole(['states:StopExecution', 'events:PutEvents']);
      const found = about(await diagnose(), /^permissions$/);

      expect(found).toContainEqual({
        kind: 'problem',
        about: 'permissions',
        text: 'you may not run cancel: events:PutEvents',
      });
      expect(found).toContainEqual({
        kind: 'problem',
        about: 'permissions',
        text: 'you may not run terminate: events:PutEvents, states:StopExecution',
      });
      expect(found.some(({ text }) => text.includes('run list:'))).toBe(false);
    });

    it('of who is neither a user nor a role are not checked', async () => {
      answers['Action=GetCallerIdentity'] = () => xml('GetCallerIdentity', '<Arn>arn:aws:iam::111122223333:root</Arn>');
      expect(about(await diagnose(), /^permissions$/)).toEqual([expect.objectContaining({ kind: 'not checked' })]);
    });

    it('are not checked where the caller may not ask', async () => {
      asAssumedRole([]);
      answers['Action=SimulatePrincipalPolicy'] = () => ({
        status: 403,
        headers: { 'content-type': 'text/xml' },
        body: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
      });
      expect(about(await diagnose(), /^permissions$/)).toEqual([
        {
          kind: 'not checked',
          about: 'permissions',
          text: 'you may not: it needs sts:GetCallerIdentity, iam:GetRole, iam:SimulatePrincipalPolicy',
        },
      ]);
    });
  });
});
