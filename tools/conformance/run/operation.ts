/** `describe_state_machine` → `DescribeStateMachine` */
export function operationOf(snakeCase: string): string {
  return snakeCase.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
