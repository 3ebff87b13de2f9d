import type { ResourceProvider } from '../../../assembly/resource-provider.ts';
import type { IdentityStore } from '../identity-store.ts';

export function emailIdentityProvider(identities: IdentityStore): ResourceProvider {
  const noMail = 'no mail leaves this process';
  return {
    type: 'AWS::SES::EmailIdentity',
    supported: ['EmailIdentity'],
    ignored: {
      ConfigurationSetAttributes: noMail,
      DkimAttributes: noMail,
      DkimSigningAttributes: noMail,
      FeedbackAttributes: noMail,
      MailFromAttributes: noMail,
      Tags: 'nothing reads tags here',
    },
    create({ logicalId, properties }) {
      const identity = String(properties.EmailIdentity);
      if (identities.hasIdentity(identity)) throw new Error(`${logicalId}: the identity ${identity} exists already`);
      identities.addIdentity(identity);
      return { ref: identity, attributes: { EmailIdentityArn: identities.identityArn(identity), ...dkim(identity) } };
    },
    update: (_request, current) => current,
  };
}

/** The DNS records that CloudFormation would ask for. */
function dkim(identity: string): Record<string, string> {
  return Object.fromEntries(
    [1, 2, 3].flatMap((number) => [
      [`DkimDNSTokenName${number}`, `local${number}._domainkey.${identity}`],
      [`DkimDNSTokenValue${number}`, `local${number}.dkim.amazonses.com`],
    ]),
  );
}
