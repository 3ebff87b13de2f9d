import { createRequestHandler } from '../../../local/http/request-handler.ts';
import type { Caller, Operation, ServiceName } from '../../../local/kernel/service.ts';
import { createTestKernel } from '../kernel/create-test-kernel.ts';

interface RecordedCall {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly caller: Caller;
}

/** A request handler over services whose operations record their input and answer what the test says. */
export function createHttpSubject(
  answers: Partial<Record<ServiceName, Readonly<Record<string, (input: never) => unknown>>>>,
) {
  const subject = createTestKernel();
  const calls: RecordedCall[] = [];
  for (const [service, operations] of Object.entries(answers)) {
    subject.kernel.register({
      name: service as ServiceName,
      operations: Object.fromEntries(
        Object.entries(operations).map(([operation, answer]): [string, Operation] => [
          operation,
          {
            access: () => [],
            handle: (input, { caller }) => {
              calls.push({ service, operation, input, caller });
              return answer(input as never);
            },
          },
        ]),
      ),
    });
  }
  const unhandled: unknown[] = [];
  const handler = createRequestHandler({
    kernel: subject.kernel,
    iam: subject.iam,
    onUnhandled: (error) => unhandled.push(error),
  });
  return { ...subject, handler, calls, unhandled };
}

/** Any key will do: one that was not issued is the administrator's. */
export const testCredentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
