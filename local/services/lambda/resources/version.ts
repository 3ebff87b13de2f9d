import type { ResourceProvider } from '../../../assembly/resource-provider.ts';
import { parseFunctionReference } from '../function-reference.ts';
import type { LambdaContext } from '../lambda-context.ts';
import { readText, requireText, unsupported } from './properties.ts';

/** A published version; never updated, because the CDK gives a changed function's version another logical id. */
export function createVersionProvider({ kernel, store, arns }: LambdaContext): ResourceProvider {
  return {
    type: 'AWS::Lambda::Version',
    attributes: ['FunctionArn', 'Version'],
    supported: ['CodeSha256', 'Description', 'FunctionName'],
    ignored: { RuntimePolicy: 'the Node.js that runs the runtime runs the code' },
    create({ properties }) {
      const record = store.get(parseFunctionReference(requireText(properties, 'FunctionName')));
      const expectedSha256 = readText(properties, 'CodeSha256');
      if (expectedSha256 !== undefined && expectedSha256 !== record.latest.code.sha256) {
        throw unsupported('CodeSha256', `the function's code has ${record.latest.code.sha256}`);
      }
      const version = store.publish(record, {
        description: readText(properties, 'Description'),
        revisionId: kernel.identifiers.uuid(),
        modifiedAtMs: kernel.clock.nowMs(),
      });
      const arn = arns.of(record.name, version.version);
      return { ref: arn, attributes: { Version: version.version, FunctionArn: arn } };
    },
  };
}
