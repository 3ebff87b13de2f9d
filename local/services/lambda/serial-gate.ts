/**
 * Lets invocations through: all of them, or, for runs that must be repeatable, one at a time in the order of arrival.
 *
 * G1  A serial gate lets an invocation in when nothing is inside, first come first served.
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

export function createOpenGate(): InvocationGate {
  return { enter: () => Promise.resolve(() => {}) };
}

export function createSerialGate(): InvocationGate {
  const inside: string[] = [];
  const waiting: Array<() => void> = [];

  const leave = (session: string): void => {
    inside.splice(inside.indexOf(session), 1);
    if (inside.length === 0) waiting.shift()?.();
  };

  return {
    async enter(session, callerSession) {
      const isNested = callerSession !== undefined && inside.includes(callerSession);
      if (!isNested && inside.length > 0) {
        await new Promise<void>((admit) =>
          waiting.push(() => {
            inside.push(session);
            admit();
          }),
        );
      } else {
        inside.push(session);
      }
      return () => leave(session);
    },
  };
}
