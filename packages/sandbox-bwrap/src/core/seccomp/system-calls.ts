/** System calls with consecutive numbers; `names` are separated by white space. */
export interface SystemCallRun {
  readonly first: number;
  readonly names: string;
}

/** Numbers by name. */
export function systemCallNumbers(runs: readonly SystemCallRun[]): ReadonlyMap<string, number> {
  return new Map(
    runs.flatMap(({ first, names }) =>
      names
        .trim()
        .split(/\s+/)
        .map((name, index) => [name, first + index] as const),
    ),
  );
}
