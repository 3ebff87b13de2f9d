import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Configuration } from '../../configuration.ts';
import type { Names } from '../../names.ts';

export interface AlarmTopicProps {
  readonly names: Names;
  readonly configuration: Configuration;
}

/**
 * Where all alarms go. Encrypted with a key of its own: CloudWatch may not use the one that AWS has ready for SNS, and an
 * alarm on a topic with that key fails without a word to anybody.
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { names, configuration }: AlarmTopicProps) {
    super(scope, id);
    const key = new Key(this, 'Key', {
      description: `Encrypts the alarms of ${names.prefix} on their way`,
      enableKeyRotation: true,
      // Nothing is stored under it: a notification that has been delivered needs it no more.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new Topic(this, 'Topic', {
      topicName: `${names.prefix}-alarms`,
      displayName: `Alarms of ${names.prefix}`,
      masterKey: key,
      enforceSSL: true,
    });
    const ofOurAlarms = {
      StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
      ArnLike: { 'aws:SourceArn': names.allAlarmsArn },
    };
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: ofOurAlarms,
      }),
    );
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: ofOurAlarms,
      }),
    );
    for (const address of configuration.alarmEmailAddresses) {
      this.topic.addSubscription(new EmailSubscription(address));
    }
  }
}
