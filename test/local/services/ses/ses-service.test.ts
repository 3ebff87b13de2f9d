import { beforeEach, describe, expect, test } from 'vitest';
import { createSesService } from '../../../../local/services/ses/ses-service.ts';
import { deployWith } from '../deploy-with.ts';
import { createTestKernel, type TestKernel } from '../test-kernel.ts';

let runtime: TestKernel;

beforeEach(async () => {
  runtime = createTestKernel();
  const ses = createSesService(runtime.kernel);
  runtime.kernel.register(ses.service);
  const deploy = deployWith(ses.resourceProviders);
  await deploy('AWS::SES::EmailIdentity', { EmailIdentity: 'rental.example' });
  await deploy('AWS::SES::EmailIdentity', { EmailIdentity: 'desk@rental.example' });
  await deploy('AWS::SES::ConfigurationSet', { Name: 'reminders' });
});

const send = (more: Record<string, unknown> = {}) =>
  runtime.call('ses', 'SendEmail', {
    FromEmailAddress: 'Rental <hello@rental.example>',
    Destination: { ToAddresses: ['ann@example.org'], CcAddresses: ['bob@example.org'] },
    Content: { Simple: { Subject: { Data: 'Your car' }, Body: { Text: { Data: 'It is ready.' } } } },
    EmailTags: [{ Name: 'booking', Value: 'B-1' }],
    ...more,
  });

describe('SendEmail', () => {
  test('tells the observer what was sent to whom, with its tags', async () => {
    expect(await send()).toEqual({ MessageId: expect.any(String) });
    expect(runtime.observed).toMatchObject([
      {
        kind: 'email-sent',
        to: ['ann@example.org', 'bob@example.org'],
        subject: 'Your car',
        text: 'It is ready.',
        tags: { booking: 'B-1' },
      },
    ]);
  });

  test('counts an e-mail for each recipient, and none that was refused', async () => {
    await send();
    await expect(send({ FromEmailAddress: 'who@elsewhere.example' })).rejects.toMatchObject({
      code: 'MessageRejected',
    });
    expect(runtime.kernel.meter.read().emailsSent).toBe(2);
  });

  test('needs permission on the identity that covers the sender, the address before its domain', async () => {
    await send();
    await send({ FromEmailAddress: 'Desk@rental.example', ConfigurationSetName: 'reminders' });
    expect(runtime.authorised.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      'ses:SendEmail arn:aws:ses:eu-west-1:111122223333:identity/rental.example',
      'ses:SendEmail arn:aws:ses:eu-west-1:111122223333:identity/desk@rental.example',
      'ses:SendEmail arn:aws:ses:eu-west-1:111122223333:configuration-set/reminders',
    ]);
  });

  test('refuses a sender that is not verified', async () => {
    await expect(send({ FromEmailAddress: 'me@elsewhere.example' })).rejects.toMatchObject({
      code: 'MessageRejected',
      message: expect.stringContaining('me@elsewhere.example'),
    });
    expect(runtime.observed).toEqual([]);
  });

  test('refuses what it would not send as asked', async () => {
    await expect(send({ Content: { Template: { TemplateName: 't' } } })).rejects.toMatchObject({
      code: 'BadRequestException',
    });
    await expect(send({ Destination: {} })).rejects.toMatchObject({ code: 'BadRequestException' });
    await expect(send({ ConfigurationSetName: 'none' })).rejects.toMatchObject({ code: 'NotFoundException' });
  });
});
