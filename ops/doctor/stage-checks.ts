/** Whether the stage is there and is at work. */
import { DescribeConnectionCommand } from '@aws-sdk/client-eventbridge';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { workflowTypes } from '../../lambdas/domain/workflow-types.ts';
import { countLetters, queueUrlOf } from '../dead-letters/letters.ts';
import { deadLetterQueues } from '../dead-letters/queues.ts';
import { isMissing } from '../support/failures.ts';
import { newestVersionNeeds, readNewestVersion } from '../support/newest-versions.ts';
import { listNeeds, listOpenWorkflows } from '../support/open-workflows.ts';
import { countText } from '../support/table.ts';
import { type Check, type Finding, ok, problem } from './check.ts';

const place: Check = {
  about: 'stage',
  needs: ['dynamodb:DescribeTable'],
  async run(connection) {
    const { accountId, region } = await connection.locate();
    return [ok('stage', `${connection.target.stage} is in account ${accountId}, Region ${region}`)];
  },
};

const machines: Check = {
  about: 'state machines',
  needs: newestVersionNeeds,
  async run(connection) {
    const findings: Finding[] = [];
    for (const type of workflowTypes) {
      const version = await readNewestVersion(connection, type).catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      if (version === undefined) findings.push(problem('state machines', `${type} has no alias live: deploy again`));
    }
    return findings.length > 0 ? findings : [ok('state machines', `all ${workflowTypes.length} workflows can begin`)];
  },
};

/** Whose address the stack makes. */
const providers = ['payments', 'bookings', 'vehicles'];

const secrets: Check = {
  about: 'secrets',
  needs: ['secretsmanager:DescribeSecret', 'events:DescribeConnection'],
  async run({ secrets: client, events, target }) {
    const findings: Finding[] = [];
    const vehicles = `${target.prefix}-vehicles`;
    const { SecretArn } = await events.send(new DescribeConnectionCommand({ Name: vehicles }));
    const keys = [
      { name: `${target.prefix}/payments-api-key`, SecretId: `${target.prefix}/payments-api-key` },
      { name: `${target.prefix}/bookings-api-key`, SecretId: `${target.prefix}/bookings-api-key` },
      // EventBridge keeps the key of a connection in a secret of its own.
      { name: `the connection ${vehicles}`, SecretId: SecretArn },
    ];
    for (const { name, SecretId } of keys) {
      const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
      // The version before the current one keeps a stage of its own: a secret that was ever put has two.
      if (Object.keys(VersionIdsToStages).length < 2)
        findings.push(problem('secrets', `${name} still holds the text that it was made with: put the key in`));
    }
    return findings.length > 0 ? findings : [ok('secrets', 'every provider has a key that somebody has put in')];
  },
};

const addresses: Check = {
  about: 'addresses',
  needs: ['ssm:GetParameter'],
  async run({ parameters, target }) {
    const findings: Finding[] = [];
    for (const provider of providers) {
      const Name = `/${target.prefix}/${provider}-base-url`;
      const { Parameter } = await parameters.send(new GetParameterCommand({ Name }));
      const host = URL.canParse(Parameter?.Value ?? '') ? new URL(Parameter!.Value!).hostname : '';
      if (host === '' || /(^|\.)example(\.(com|net|org))?$/.test(host))
        findings.push(
          problem('addresses', `${Name} is an example (${Parameter?.Value ?? 'empty'}): set the real one in cdk.json`),
        );
    }
    return findings.length > 0 ? findings : [ok('addresses', 'every provider has an address')];
  },
};

const deadLetters: Check = {
  about: 'dead letters',
  needs: ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes'],
  async run(connection) {
    const findings: Finding[] = [];
    for (const { name, holds } of deadLetterQueues) {
      const count = await countLetters(connection, await queueUrlOf(connection, name));
      if (count > 0) findings.push(problem('dead letters', `${countText(count, 'message')} in ${name}: ${holds}`));
    }
    return findings.length > 0 ? findings : [ok('dead letters', 'none')];
  },
};

const stale: Check = {
  about: 'stale workflows',
  needs: listNeeds,
  async run(connection, surroundings) {
    let count = 0;
    for await (const page of listOpenWorkflows(connection, surroundings, { isStale: true })) count += page.length;
    return [
      count === 0
        ? ok('stale workflows', 'none')
        : problem(
            'stale workflows',
            `of ${countText(count, 'workflow')} something was expected that has not come: legwork list --stale`,
          ),
    ];
  },
};

export const stageChecks: readonly Check[] = [place, machines, secrets, addresses, deadLetters, stale];
