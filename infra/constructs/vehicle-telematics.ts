/**
 * The vehicles' telematics, which state machines ask themselves (HTTP Task): most answers change nothing, and no Lambda is
 * needed to see that. EventBridge keeps the key in a connection. It is exchanged there without a deployment, and stands in no template.
 */
import { SecretValue } from 'aws-cdk-lib';
import { Authorization, Connection } from 'aws-cdk-lib/aws-events';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import type { MachineType, Names } from '../names.ts';
import type { Grant } from './capability.ts';

export interface VehicleTelematicsProps {
  readonly names: Names;
  readonly configuration: Configuration;
}

/** No provider takes it: the real one is set by hand, once. */
const keyOfTheFirstDeployment = 'Bearer not-set-yet';

export class VehicleTelematics extends Construct {
  readonly connection: Connection;
  /** Where people and `legwork doctor` find the address; the definitions have it from the configuration. */
  readonly baseUrlParameter: StringParameter;
  /** What a definition names: the address, and the connection to it. */
  readonly substitutions: Readonly<Record<string, string>>;
  readonly #props: VehicleTelematicsProps;

  constructor(scope: Construct, id: string, props: VehicleTelematicsProps) {
    super(scope, id);
    this.#props = props;
    const { prefix, vehiclesApiUrl } = props.configuration;
    this.connection = new Connection(this, 'Connection', {
      connectionName: `${prefix}-vehicles`,
      description: 'Key of vehicles: set it by hand after the first deployment',
      authorization: Authorization.apiKey('Authorization', SecretValue.unsafePlainText(keyOfTheFirstDeployment)),
    });
    this.baseUrlParameter = new StringParameter(this, 'BaseUrl', {
      parameterName: `/${prefix}/vehicles-base-url`,
      description: 'Base URL of vehicles',
      stringValue: vehiclesApiUrl,
    });
    this.substitutions = { VehiclesBaseUrl: vehiclesApiUrl, VehiclesConnection: this.connection.connectionArn };
  }

  /** Asking what state a vehicle is in, for the role of this machine. */
  asking(machine: MachineType): readonly Grant[] {
    const { names, configuration } = this.#props;
    const { connectionArn, connectionSecretArn } = this.connection;
    return [
      {
        actions: ['states:InvokeHTTPEndpoint'],
        resources: [names.stateMachineArn(machine)],
        conditions: {
          StringEquals: { 'states:HTTPMethod': 'GET' },
          StringLike: { 'states:HTTPEndpoint': `${configuration.vehiclesApiUrl}/vehicles/*` },
        },
      },
      {
        actions: ['events:RetrieveConnectionCredentials'],
        resources: [connectionArn],
      },
      // EventBridge makes the secret and owns it; whoever uses the connection reads it.
      { actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], resources: [connectionSecretArn] },
    ];
  }
}
