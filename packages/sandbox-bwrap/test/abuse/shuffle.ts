/** The same items in an order that `seed` alone decides. */
export function shuffle<Item>(items: readonly Item[], seed: number): readonly Item[] {
  let state = seed >>> 0;
  const keys = items.map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  });
  const order = [...items.keys()].toSorted((left, right) => (keys[left] ?? 0) - (keys[right] ?? 0));
  return order.flatMap((index) => items.slice(index, index + 1));
}
