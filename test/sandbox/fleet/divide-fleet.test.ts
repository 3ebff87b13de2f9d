import { describe, expect, it } from 'vitest';
import { divideFleet } from '../../../sandbox/fleet/divide-fleet.ts';
import { writeFleet } from '../../../sandbox/fleet/write-fleet.ts';

describe('the division of a fleet', () => {
  it.each([
    [1, [1]],
    [20, [20]],
    [21, [11, 10]],
    [50, [25, 25]],
    [100, [50, 50]],
    [101, [51, 50]],
    [500, [250, 250]],
    [501, [126, 125, 125, 125]],
  ])('plays %i bookings in parts of %j', (bookings, expected) => {
    expect(divideFleet(bookings).map((part) => part.bookings)).toEqual(expected);
  });

  it('has every booking once, in parts of at most two hundred and fifty', () => {
    for (let bookings = 1; bookings <= 1_000; bookings += 1) {
      const parts = divideFleet(bookings);
      const numbers = parts.flatMap((part) =>
        Array.from({ length: part.bookings }, (_, offset) => part.first + offset),
      );
      expect(numbers).toEqual(Array.from({ length: bookings }, (_, number) => number));
      expect(Math.max(...parts.map((part) => part.bookings))).toBeLessThanOrEqual(250);
    }
  });

  it('leaves every booking the course that it has in the whole fleet', () => {
    const options = { days: 30, seed: 3 };
    const inParts = divideFleet(60).flatMap((part) => writeFleet({ ...part, ...options }).steps);
    expect(inParts.toSorted((one, other) => one.atMs - other.atMs)).toEqual(
      writeFleet({ bookings: 60, ...options }).steps,
    );
  });
});
