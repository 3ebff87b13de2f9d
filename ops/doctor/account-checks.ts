/** Whether the account and the Region around the stage are ready for real customers. */
import { DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { GetAccountSettingsCommand, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { GetAccountCommand, GetEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { GetSMSSandboxAccountStatusCommand, ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import type { Connection } from '../support/connection.ts';
import { isMissing } from '../support/failures.ts';
import { countText } from '../support/table.ts';
import { type Check, type Finding, ok, problem } from './check.ts';

/** What AWS keeps for functions without a reservation; below it, none can be reserved. */
const leastConcurrency = 100;

const concurrency: Check = {
  about: 'Lambda concurrency',
  needs: ['lambda:GetAccountSettings'],
  async run({ functions }) {
    const { AccountLimit } = await functions.send(new GetAccountSettingsCommand({}));
    const limit = AccountLimit?.ConcurrentExecutions ?? 0;
    const text = `${limit} functions may run at once in this account and Region`;
    return [
      limit > leastConcurrency
        ? ok('Lambda concurrency', text)
        : problem('Lambda concurrency', `${text}: have the quota raised (L-B99A9384) before a stage has traffic`),
    ];
  },
};

const email: Check = {
  about: 'e-mail',
  needs: ['ses:GetAccount', 'ses:GetEmailIdentity', 'lambda:GetFunctionConfiguration'],
  async run({ email: client, functions, target }) {
    const findings: Finding[] = [];
    const { ProductionAccessEnabled, SendingEnabled } = await client.send(new GetAccountCommand({}));
    if (!SendingEnabled) findings.push(problem('e-mail', 'SES has paused sending for this account'));
    if (!ProductionAccessEnabled)
      findings.push(
        problem('e-mail', 'SES is in its sandbox: mail reaches verified addresses only; ask for production access'),
      );

    const { Environment } = await functions.send(
      new GetFunctionConfigurationCommand({ FunctionName: `${target.prefix}-send-notification` }),
    );
    const sender = Environment?.Variables?.EMAIL_FROM_ADDRESS ?? '';
    const domain = sender.slice(sender.indexOf('@') + 1);
    const identity = await client
      .send(new GetEmailIdentityCommand({ EmailIdentity: domain }))
      .catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
    if (identity?.VerifiedForSendingStatus !== true)
      findings.push(problem('e-mail', `the domain ${domain} is not verified: put its DKIM records into the DNS`));
    return findings.length > 0 ? findings : [ok('e-mail', `SES sends for ${domain}`)];
  },
};

const texts: Check = {
  about: 'texts',
  needs: ['sns:GetSMSSandboxAccountStatus'],
  async run({ topics }) {
    const { IsInSandbox } = await topics.send(new GetSMSSandboxAccountStatusCommand({}));
    return [
      IsInSandbox
        ? problem('texts', 'SNS is in its sandbox for texts: they reach verified numbers only')
        : ok('texts', 'SNS sends texts to any number'),
    ];
  },
};

const alarms: Check = {
  about: 'alarms',
  needs: ['cloudwatch:DescribeAlarms', 'sns:ListSubscriptionsByTopic'],
  async run(connection) {
    const found = await readAlarms(connection);
    if (found.length === 0) return [problem('alarms', `no alarm begins with ${connection.target.prefix}-`)];
    const mute = found.filter(({ AlarmActions = [] }) => AlarmActions.length === 0);
    const topicArns = new Set(
      found.flatMap(({ AlarmActions = [] }) => AlarmActions).filter((arn) => arn.includes(':sns:')),
    );
    const findings = mute.map(({ AlarmName }) => problem('alarms', `${AlarmName} tells nobody: it has no action`));
    for (const TopicArn of topicArns) {
      const { Subscriptions = [] } = await connection.topics.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
      const confirmed = Subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn?.startsWith('arn:'));
      if (confirmed.length === 0)
        findings.push(
          problem('alarms', `nobody has subscribed to ${TopicArn} (and confirmed it): its alarms reach nobody`),
        );
    }
    for (const { AlarmName } of found.filter(({ StateValue }) => StateValue === 'ALARM'))
      findings.push(problem('alarms', `${AlarmName} is in alarm`));
    return findings.length > 0
      ? findings
      : [ok('alarms', `${countText(found.length, 'alarm')}, all heard by somebody`)];
  },
};

async function readAlarms({ metrics, target }: Connection): Promise<readonly MetricAlarm[]> {
  const alarms: MetricAlarm[] = [];
  let NextToken: string | undefined;
  do {
    const page: { readonly MetricAlarms?: MetricAlarm[]; readonly NextToken?: string } = await metrics.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: `${target.prefix}-`, NextToken }),
    );
    alarms.push(...(page.MetricAlarms ?? []));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return alarms;
}

export const accountChecks: readonly Check[] = [concurrency, email, texts, alarms];
