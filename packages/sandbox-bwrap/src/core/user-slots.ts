/** A row of /proc/self/uid_map. */
export interface IdMapping {
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}

/** A block of user numbers that nobody else uses; one number per concurrent run. */
export interface SlotRange {
  readonly first: number;
  readonly count: number;
}

/** How many numbers one harness process reserves at a time. */
export const slotsPerBlock = 16;

/** The first lies where no distribution hands out numbers; the second fits into the 65 536 a container usually has. */
const candidateRanges: readonly SlotRange[] = [
  { first: 1_900_000_000, count: 8192 },
  { first: 63_000, count: 2000 },
];

/** The rows of a uid_map or gid_map text. */
export function parseIdMap(text: string): readonly IdMapping[] {
  return text.split('\n').flatMap((line) => {
    const [inside, outside, count] = line.trim().split(/\s+/).map(Number);
    return inside === undefined || outside === undefined || count === undefined ? [] : [{ inside, outside, count }];
  });
}

/** The slot range that is mapped here for users and groups alike, or null. */
export function findSlotRange(users: readonly IdMapping[], groups: readonly IdMapping[]): SlotRange | null {
  return candidateRanges.find((range) => isMapped(range, users) && isMapped(range, groups)) ?? null;
}

/** True when user 0 here is user 0 of the machine: only then does running as 0 mean anything. */
export function isRealRoot(users: readonly IdMapping[]): boolean {
  return users.some((mapping) => mapping.inside === 0 && mapping.outside === 0);
}

function isMapped(range: SlotRange, mappings: readonly IdMapping[]): boolean {
  return mappings.some(
    (mapping) => mapping.inside <= range.first && range.first + range.count <= mapping.inside + mapping.count,
  );
}
