/** Names in order, so that a page of a listing costs what it shows and not what there is. */
export interface SortedNames {
  add(name: string): void;
  remove(name: string): void;
  /** Up to `most` names that begin with `prefix` and come after `after`. */
  page(prefix: string, after: string | undefined, most: number): string[];
  all(): readonly string[];
}

export function createSortedNames(): SortedNames {
  const names: string[] = [];
  /** Index of the first name that is not less than `name`. */
  const indexOf = (name: string): number => {
    let low = 0;
    let high = names.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (names[middle]! < name) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    add(name) {
      const index = indexOf(name);
      if (names[index] !== name) names.splice(index, 0, name);
    },
    remove(name) {
      const index = indexOf(name);
      if (names[index] === name) names.splice(index, 1);
    },
    page(prefix, after, most) {
      let index = indexOf(after === undefined || after < prefix ? prefix : after);
      if (names[index] === after) index += 1;
      const found: string[] = [];
      while (found.length < most && names[index]?.startsWith(prefix)) {
        found.push(names[index]!);
        index += 1;
      }
      return found;
    },
    all: () => names,
  };
}
