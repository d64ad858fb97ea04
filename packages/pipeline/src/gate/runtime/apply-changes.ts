/**
 * Gives the caller's own arrays and objects the contents the tool left in its copies, in place,
 * so that a tool which changes what it was given is seen to do so.
 */
export function applyChanges(before: unknown, after: unknown): void {
  if (!isContainer(before) || !isContainer(after) || Object.isFrozen(before)) return;
  if (Array.isArray(before) !== Array.isArray(after)) return;
  if (Array.isArray(before) && Array.isArray(after)) before.length = after.length;
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) Reflect.deleteProperty(before, key);
  for (const [key, value] of Object.entries(after)) {
    const old: unknown = Object.hasOwn(before, key) ? Reflect.get(before, key) : undefined;
    if (isContainer(old) && isContainer(value) && Array.isArray(old) === Array.isArray(value)) applyChanges(old, value);
    // Plain assignment to __proto__ would set the prototype.
    else Object.defineProperty(before, key, { value, enumerable: true, configurable: true, writable: true });
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
