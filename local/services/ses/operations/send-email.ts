import { AwsError } from '../../../kernel/aws-error.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { AccessRequest, Operation } from '../../../kernel/service.ts';
import type { IdentityStore } from '../identity-store.ts';

interface Text {
  readonly Data: string;
}

interface Input {
  readonly FromEmailAddress?: string;
  readonly Destination?: {
    readonly ToAddresses?: readonly string[];
    readonly CcAddresses?: readonly string[];
    readonly BccAddresses?: readonly string[];
  };
  readonly Content?: {
    readonly Simple?: { readonly Subject?: Text; readonly Body?: { readonly Text?: Text; readonly Html?: Text } };
    readonly Raw?: unknown;
    readonly Template?: unknown;
  };
  readonly EmailTags?: ReadonlyArray<{ readonly Name: string; readonly Value: string }>;
  readonly ConfigurationSetName?: string;
}

/** Recipients of one message: SES's bound. */
const mostRecipients = 50;

export function sendEmailOperation(kernel: Kernel, identities: IdentityStore): Operation<Input, { MessageId: string }> {
  return {
    access: (input) => sendAccess(identities, input),
    handle: (input) => {
      const { Simple } = input.Content ?? {};
      if (!Simple?.Subject?.Data || !(Simple.Body?.Text?.Data || Simple.Body?.Html?.Data)) {
        throw badRequest('The local runtime sends Simple content with a subject and a body, nothing else.');
      }
      const to = recipientsOf(input);
      if (to.length === 0 || to.length > mostRecipients) {
        throw badRequest(`A message needs 1 to ${mostRecipients} recipients.`);
      }
      assertSender(kernel, identities, input);
      const messageId = kernel.identifiers.uuid();
      kernel.meter.add('emailsSent', to.length);
      kernel.observer.emit({
        kind: 'email-sent',
        to,
        subject: Simple.Subject.Data,
        text: Simple.Body.Text?.Data ?? Simple.Body.Html!.Data,
        tags: Object.fromEntries((input.EmailTags ?? []).map(({ Name, Value }) => [Name, Value])),
      });
      return { MessageId: messageId };
    },
  };
}

/** `Name <address>` or the address alone. */
function addressOf(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
}

function recipientsOf({ Destination = {} }: Input): string[] {
  const { ToAddresses = [], CcAddresses = [], BccAddresses = [] } = Destination;
  return [...ToAddresses, ...CcAddresses, ...BccAddresses];
}

function sendAccess(identities: IdentityStore, input: Input): AccessRequest[] {
  if (!input.FromEmailAddress) throw badRequest('FromEmailAddress is required.');
  const address = addressOf(input.FromEmailAddress);
  const conditions = { 'ses:FromAddress': address, 'ses:Recipients': recipientsOf(input) };
  const resources = [identities.identityArn(identities.identityOf(address) ?? address)];
  if (input.ConfigurationSetName) resources.push(identities.configurationSetArn(input.ConfigurationSetName));
  return resources.map((resource) => ({ action: 'ses:SendEmail', resource, conditions }));
}

function assertSender(kernel: Kernel, identities: IdentityStore, input: Input): void {
  const address = addressOf(input.FromEmailAddress!);
  if (!identities.identityOf(address)) {
    throw new AwsError(
      'MessageRejected',
      `Email address is not verified. The following identities failed the check in region ${kernel.region.toUpperCase()}: ${address}`,
    );
  }
  const { ConfigurationSetName: name } = input;
  if (name && !identities.hasConfigurationSet(name)) {
    throw new AwsError('NotFoundException', `Configuration set <${name}> does not exist.`, { statusCode: 404 });
  }
}

function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message);
}
