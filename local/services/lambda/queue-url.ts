/** Address of a queue in this runtime from its ARN: nobody who reads a queue by ARN needs the right to look it up. */
export function queueUrlOf(endpoint: string, queueArn: string): string {
  const [, , , , accountId, queueName] = queueArn.split(':');
  return `${endpoint}/${accountId}/${queueName}`;
}
