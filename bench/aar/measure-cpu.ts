/** Something to time: one operation, done `operations` times a round. */
export interface Operation {
  readonly name: string;
  readonly run: () => unknown;
}

/** Median CPU microseconds of one operation, over rounds in which all of them take turns. */
export function measureCpu(
  operations: readonly Operation[],
  { rounds, batch }: { readonly rounds: number; readonly batch: number },
): Map<string, number> {
  const samples = new Map(operations.map(({ name }): [string, number[]] => [name, []]));
  const warmUp = Math.ceil(rounds / 5);
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const { name, run } of operations) {
      const before = process.cpuUsage();
      for (let count = 0; count < batch; count += 1) run();
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) samples.get(name)?.push((user + system) / batch);
    }
  }
  return new Map([...samples].map(([name, values]) => [name, median(values)]));
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
