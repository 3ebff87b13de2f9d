/**
 * The outside world: base URLs as parameters, keys as secrets. The Lambdas read them at run time, so that a key is
 * exchanged without a deployment and stands in no template.
 */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect } from 'aws-cdk-lib/aws-iam';
import { CfnTracker } from 'aws-cdk-lib/aws-location';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { Configuration } from '../configuration.ts';
import type { Capability } from './capability.ts';

export interface ProvidersProps {
  readonly configuration: Configuration;
}

export class Providers extends Construct {
  /** The payment provider. */
  readonly payments: Capability;
  /** The booking service's API. */
  readonly bookings: Capability;
  /** How long journeys take, and where they begin. */
  readonly routes: Capability;
  readonly email: Capability;
  readonly textMessages: Capability;

  constructor(scope: Construct, id: string, { configuration }: ProvidersProps) {
    super(scope, id);
    this.payments = createHttpProvider(this, 'payments', configuration.paymentsApiUrl, configuration);
    this.bookings = createHttpProvider(this, 'bookings', configuration.bookingsApiUrl, configuration);
    this.routes = createRoutes(this, configuration);
    this.email = createEmail(this, configuration);
    this.textMessages = createTextMessages(this);
  }
}

/** A base URL and a key under `/<prefix>/<name>-…`, told to the Lambdas as `<NAME>_BASE_URL_PARAMETER` and `<NAME>_API_KEY_SECRET`. */
function createHttpProvider(
  scope: Construct,
  name: 'payments' | 'bookings',
  baseUrl: string,
  { prefix, isProtected }: Configuration,
): Capability {
  const parameter = new StringParameter(scope, `${name}-base-url`, {
    parameterName: `/${prefix}/${name}-base-url`,
    description: `Base URL of ${name}`,
    stringValue: baseUrl,
  });
  const secret = new Secret(scope, `${name}-api-key`, {
    secretName: `${prefix}/${name}-api-key`,
    // CloudFormation puts a random text into it, which no provider accepts: the real key is set by hand, once.
    description: `API key of ${name}: set it by hand after the first deployment`,
    removalPolicy: isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  acknowledge(
    secret,
    'AwsSolutions-SMG4',
    'The provider issues this key: it is exchanged there first, and AWS cannot do that by itself.',
  );
  return {
    environment: {
      [`${name.toUpperCase()}_BASE_URL_PARAMETER`]: parameter.parameterName,
      [`${name.toUpperCase()}_API_KEY_SECRET`]: secret.secretArn,
    },
    grants: [
      { actions: ['ssm:GetParameter'], resources: [parameter.parameterArn] },
      { actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] },
    ],
  };
}

/** A tracker whose devices are trip legs, and AWS's own provider of routes. */
function createRoutes(scope: Construct, { prefix, depot, isProtected }: Configuration): Capability {
  const tracker = new CfnTracker(scope, 'tracker', {
    trackerName: `${prefix}-legs`,
    description: 'Where the drivers of trip legs are',
  });
  tracker.applyRemovalPolicy(isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
  const provider = Stack.of(scope).formatArn({
    service: 'geo-routes',
    account: '',
    resource: 'provider',
    resourceName: 'default',
  });
  return {
    environment: { ROUTES_TRACKER_NAME: tracker.ref, DEPOT: JSON.stringify(depot) },
    grants: [
      { actions: ['geo:GetDevicePosition'], resources: [tracker.attrArn] },
      { actions: ['geo-routes:CalculateRoutes'], resources: [provider] },
    ],
  };
}

function createEmail(scope: Construct, { emailFromAddress, emailIdentityDomain }: Configuration): Capability {
  const identityArn =
    emailIdentityDomain === undefined
      ? Stack.of(scope).formatArn({
          service: 'ses',
          resource: 'identity',
          resourceName: emailFromAddress.slice(emailFromAddress.indexOf('@') + 1),
        })
      : new EmailIdentity(scope, 'email-identity', { identity: Identity.domain(emailIdentityDomain) }).emailIdentityArn;
  return {
    environment: { EMAIL_FROM_ADDRESS: emailFromAddress },
    grants: [{ actions: ['ses:SendEmail'], resources: [identityArn] }],
  };
}

function createTextMessages(scope: Construct): Capability {
  return {
    environment: {},
    grants: [
      {
        actions: ['sns:Publish'],
        resources: ['*'],
        wildcardReason: 'A text message goes to a phone number, which is no resource: IAM knows only * for it.',
      },
      // Publishing to topics stays out of what the wildcard allows.
      {
        effect: Effect.DENY,
        actions: ['sns:Publish'],
        resources: [Stack.of(scope).formatArn({ service: 'sns', resource: '*', region: '*', account: '*' })],
      },
    ],
  };
}
