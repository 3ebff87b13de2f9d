/** The runner itself cannot build what a case names: the case is skipped, and this says why. */
export class NotBuilt extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotBuilt';
  }
}

/** The target refused something that a case needs before anything can be compared: the case has failed. */
export class Refused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Refused';
  }
}
