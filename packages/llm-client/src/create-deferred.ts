/** A promise with its two ends in hand. */
export interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (reason: Error) => void;
}

/** `Promise.withResolvers`, which the project's language level does not have yet. */
export function createDeferred<Value>(): Deferred<Value> {
  let ends: Pick<Deferred<Value>, 'resolve' | 'reject'> | undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    ends = { resolve, reject };
  });
  if (!ends) throw new TypeError('A promise did not run its executor');
  return { promise, ...ends };
}
