/**
 * The order in which the service takes up what its workers say.
 *
 * T3  Ordered turns are taken up in the order in which they were opened, one at a time, each when all that the one before
 *     led to without waiting is through. Which thread was faster makes no difference, so that a run can be repeated.
 * T4  Free turns are taken up at once.
 */

/** What comes of one message to a worker. */
export interface Turn {
  /** Does this in the turn, which goes on. */
  do(action: () => void): void;
  /** Does this, and the turn is over; once only. */
  end(action: () => void): void;
}

export interface Turns {
  open(): Turn;
}

export const freeTurns: Turns = {
  open: () => ({ do: (action) => action(), end: (action) => action() }),
};

export function createOrderedTurns(): Turns {
  const queue: Array<{ readonly actions: Array<() => void>; isOver: boolean }> = [];
  let isResting = false;

  const takeUp = (): void => {
    const first = queue[0];
    if (isResting || first === undefined) return;
    const action = first.actions.shift();
    if (action !== undefined) {
      isResting = true;
      setImmediate(rested);
      if (first.actions.length === 0 && first.isOver) queue.shift();
      action();
    }
  };

  const rested = (): void => {
    isResting = false;
    takeUp();
  };

  return {
    open() {
      const turn = { actions: [] as Array<() => void>, isOver: false };
      queue.push(turn);
      return {
        do(action) {
          turn.actions.push(action);
          takeUp();
        },
        end(action) {
          turn.actions.push(action);
          turn.isOver = true;
          takeUp();
        },
      };
    },
  };
}
