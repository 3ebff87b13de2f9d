/**
 * Lets invocations through, not more than so many at once.
 *
 * G1  While as many are inside as there may be, others wait, first come first served.
 * G2  One that comes from code inside goes straight through: its caller waits for it and would never leave.
 */
export interface InvocationGate {
  /**
   * Waits for the turn.
   *
   * @param session whose code runs inside from now on
   * @param callerSession whose code asks, if it is Lambda code
   * @returns what must be called once the invocation has ended
   */
  enter(session: string, callerSession: string | undefined): Promise<() => void>;
}

/** @param most how many may be inside, asked whenever it matters */
export function createInvocationGate(most: () => number): InvocationGate {
  const inside = new Map<string, number>();
  const waiting: Array<() => void> = [];
  let count = 0;

  const admit = (session: string): void => {
    inside.set(session, (inside.get(session) ?? 0) + 1);
    count += 1;
  };

  const leave = (session: string): void => {
    const others = (inside.get(session) ?? 1) - 1;
    if (others === 0) inside.delete(session);
    else inside.set(session, others);
    count -= 1;
    while (waiting.length > 0 && count < most()) waiting.shift()!();
  };

  return {
    async enter(session, callerSession) {
      const isNested = callerSession !== undefined && inside.has(callerSession);
      if (isNested || count < most()) {
        admit(session);
      } else {
        await new Promise<void>((enter) =>
          waiting.push(() => {
            admit(session);
            enter();
          }),
        );
      }
      return () => leave(session);
    },
  };
}
