/** An error of Lambda's own runtime client, for example a bundle that cannot be loaded. */
export class RuntimeClientError extends Error {
  constructor(name: `Runtime.${string}`, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}
