import { AwsError } from '../../kernel/aws-error.ts';

/** Asks the simulated world; its failure is the service's. @throws AwsError InternalServerException, HTTP status 500 */
export async function askOutside<Answer>(question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await question();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new AwsError('InternalServerException', `The world outside did not answer: ${problem}`, {
      statusCode: 500,
      cause: error,
    });
  }
}
