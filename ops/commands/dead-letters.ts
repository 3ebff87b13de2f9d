import { Argument, type Command } from 'commander';
import { countLetters, type Letter, lookAtLetters, queueUrlOf } from '../dead-letters/letters.ts';
import { deadLetterQueues, queueNamed, queueNames } from '../dead-letters/queues.ts';
import { sendLetterBack } from '../dead-letters/send-back.ts';
import { CommandFailure, type ExitCode, exitCodes } from '../support/failures.ts';
import type { Register, Session } from '../support/session.ts';
import { countText } from '../support/table.ts';
import { parseCount } from '../support/workflow-options.ts';

interface SendBackOptions {
  readonly all?: boolean;
  readonly limit: number;
  readonly dryRun?: boolean;
  readonly yes?: true;
}

const readNeeds = ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility'];
const sendBackNeeds = [...readNeeds, 'sqs:SendMessage', 'sqs:DeleteMessage', 'states:StartExecution'];

export const registerDeadLetters: Register = (program, context) => {
  const deadLetters = program.command('dead-letters').description('look after what could not be handled');
  const queueArgument = () => new Argument('<queue>', 'which queue').choices(queueNames);
  const limited = (command: Command): Command =>
    command.option('--limit <count>', 'look at so many messages at most', parseCount(1), 100);

  limited(deadLetters.command('list').description('list the queues, and the messages of one'))
    .addArgument(new Argument('[queue]', 'which queue').choices(queueNames))
    .action(
      context.action<{ limit: number }>(readNeeds, (session, { limit }, name) =>
        name === undefined ? listQueues(session) : listLetters(session, name, limit),
      ),
    );
  limited(deadLetters.command('show').description('show one message; its body may contain personal data'))
    .addArgument(queueArgument())
    .argument('<message-id>', 'as the list has it')
    .action(
      context.action<{ limit: number }>(readNeeds, (session, { limit }, name, messageId) =>
        showLetter(session, name, messageId, limit),
      ),
    );
  limited(deadLetters.command('send-back').description('have messages handled again, then delete them here'))
    .addArgument(queueArgument())
    .argument('[message-id...]', 'as the list has them')
    .option('--all', 'all messages')
    .option('--dry-run', 'only say which')
    .option('--yes', 'do not ask')
    .action(context.action<SendBackOptions>(sendBackNeeds, sendBack));
};

async function listQueues(session: Session): Promise<void> {
  const counted: { queue: string; messages: number; holds: string }[] = [];
  for (const { name, holds } of deadLetterQueues) {
    const queueUrl = await queueUrlOf(session.connection, name);
    counted.push({ queue: name, messages: await countLetters(session.connection, queueUrl), holds });
  }
  session.printJson(counted);
  session.table(
    ['queue', 'messages', 'holds'],
    counted.map(({ queue, messages, holds }) => [queue, messages, holds]),
  );
}

async function listLetters(session: Session, name: string, limit: number): Promise<void> {
  const letters = await look(session, name, limit);
  session.printJson(letters.map(({ receiptHandle: _, body: __, ...letter }) => letter));
  session.table(
    ['message', 'sent', 'what', 'reason'],
    letters.map(({ messageId, sentAt, subject, reason }) => [messageId, sentAt, subject, reason]),
  );
}

async function showLetter(session: Session, name = '', messageId = '', limit = 1): Promise<void> {
  const letter = (await look(session, name, limit)).find((one) => one.messageId === messageId);
  if (letter === undefined) throw notThere(name, [messageId]);
  const { receiptHandle: _, ...shown } = letter;
  session.printJson(shown);
  for (const [field, value] of Object.entries(shown)) session.print(`${field}: ${value ?? '-'}`);
}

function look({ connection }: Session, name: string, limit: number): Promise<readonly Letter[]> {
  return queueUrlOf(connection, queueNamed(name).name).then((queueUrl) =>
    lookAtLetters(connection, queueUrl, limit, async (letters) => ({ result: letters, dealtWith: new Set<string>() })),
  );
}

async function sendBack(
  session: Session,
  { all = false, limit, dryRun = false, yes }: SendBackOptions,
  name = '',
  ...rest: readonly string[]
): Promise<ExitCode> {
  const queue = queueNamed(name);
  const wanted = new Set(rest.flat());
  if (queue.sendBack === 'never')
    throw new CommandFailure(exitCodes.usage, `Nothing of ${name} is sent back: the next firing has made up for each.`);
  if (all === wanted.size > 0)
    throw new CommandFailure(exitCodes.usage, 'Name the messages to send back, or all of them with --all.');
  const { connection } = session;
  const queueUrl = await queueUrlOf(connection, name);

  return lookAtLetters(connection, queueUrl, limit, async (letters) => {
    const chosen = all ? letters : letters.filter(({ messageId }) => wanted.has(messageId));
    const missing = [...wanted].filter((messageId) => !chosen.some((letter) => letter.messageId === messageId));
    if (missing.length > 0) throw notThere(name, missing);
    const dealtWith = new Set<string>();
    if (!dryRun && chosen.length > 0) {
      await session.confirm(`Send ${countText(chosen.length, 'message')} of ${name} back?`, yes);
      for (const letter of chosen) {
        await sendLetterBack(connection, queue, queueUrl, letter);
        dealtWith.add(letter.messageId);
      }
    }
    session.printJson({ queue: name, isDryRun: dryRun, messages: chosen.map(({ messageId }) => messageId) });
    session.print(`${dryRun ? 'Would be' : 'Were'} sent back: ${countText(chosen.length, 'message')}.`);
    for (const { messageId, subject } of chosen) session.print(`  ${messageId}  ${subject ?? ''}`);
    return { result: exitCodes.done, dealtWith };
  });
}

function notThere(name: string, messageIds: readonly string[]): CommandFailure {
  return new CommandFailure(
    exitCodes.missing,
    `Not among the messages of ${name} that were looked at (--limit): ${messageIds.join(', ')}.`,
  );
}
