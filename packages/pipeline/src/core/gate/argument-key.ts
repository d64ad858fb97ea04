// Also runs in the judge's test process: imports nothing.

/** One text for equal argument lists: sorted keys, no trailing `undefined`, so that a left-out argument equals an absent one. */
export function argumentKey(args: readonly unknown[]): string {
  let length = args.length;
  while (length > 0 && args[length - 1] === undefined) length -= 1;
  return JSON.stringify(args.slice(0, length), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : value,
  );
}
