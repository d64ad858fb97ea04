import { isWeakPoint } from '../is-weak-point.ts';
import { refuse, type Refusal } from '../refusal-code.ts';
import { parseVerifierKey, type NoteVerifierKey } from './signed-note.ts';

/** Which logs and witnesses are trusted (C2SP tlog-policy). */
export interface LogPolicy {
  readonly logs: readonly NoteVerifierKey[];
  readonly witnesses: readonly { readonly name: string; readonly key: NoteVerifierKey }[];
  /** True when these witnesses are enough; `none` needs none. */
  readonly quorum: 'none' | Group;
}

/** So many of these members; a member is the name of a witness or another group. */
interface Group {
  readonly threshold: number;
  readonly members: readonly (string | Group)[];
}

const mostLines = 1_000;

/** Reads a policy file. A line that is not understood makes the whole policy invalid. */
export function parseLogPolicy(text: string): { readonly ok: true; readonly policy: LogPolicy } | Refusal {
  const lines = text.split('\n');
  if (lines.length > mostLines || /[^\P{Cc}\n\t]/u.test(text)) return wrong(0, 'too long or with control characters');
  const logs: NoteVerifierKey[] = [];
  const witnesses: { name: string; key: NoteVerifierKey }[] = [];
  const named = new Map<string, string | Group>();
  const used = new Set<string>();
  let quorum: 'none' | Group | undefined;
  const take = (name: string): string | Group | null => {
    const found = named.get(name);
    // Each name counts once, so that no witness speaks twice.
    if (found === undefined || used.has(name)) return null;
    used.add(name);
    return found;
  };
  for (const [at, line] of lines.entries()) {
    const [keyword, ...words] = line.split(/[ \t]+/).filter((word) => word !== '');
    if (keyword === undefined || keyword.startsWith('#')) continue;
    const [name = '', second = ''] = words;
    if (keyword === 'log' && (words.length === 1 || words.length === 2)) {
      const key = usableKey(name, 1, logs);
      if (key === null) return wrong(at, 'no Ed25519 log key, or one that is listed twice');
      logs.push(key);
    } else if (keyword === 'witness' && (words.length === 2 || words.length === 3)) {
      const key = usableKey(
        second,
        4,
        witnesses.map((witness) => witness.key),
      );
      if (key === null) return wrong(at, 'no Ed25519 witness key, or one that is listed twice');
      if (name === 'none' || named.has(name)) return wrong(at, 'the name is taken');
      named.set(name, name);
      witnesses.push({ name, key });
    } else if (keyword === 'group' && words.length >= 3) {
      const members = words.slice(2).map(take);
      const threshold =
        second === 'all' ? members.length : second === 'any' ? 1 : /^[1-9]\d{0,2}$/.test(second) ? Number(second) : 0;
      if (name === 'none' || named.has(name)) return wrong(at, 'the name is taken');
      if (threshold < 1 || threshold > members.length) return wrong(at, 'the threshold does not fit');
      if (!members.every((member) => member !== null)) return wrong(at, 'a member is unknown or counted before');
      named.set(name, { threshold, members });
    } else if (keyword === 'quorum' && words.length === 1 && quorum === undefined) {
      const found = name === 'none' ? 'none' : take(name);
      if (found === null) return wrong(at, 'the quorum is unknown');
      quorum = found === 'none' || typeof found !== 'string' ? found : { threshold: 1, members: [found] };
    } else {
      return wrong(at, 'not understood');
    }
  }
  if (quorum === undefined)
    return wrong(lines.length - 1, 'there is no quorum line; write "quorum none" to trust the log alone');
  return { ok: true, policy: { logs, witnesses, quorum } };
}

/** True when the witnesses of these names make up the quorum. */
export function reachesQuorum(quorum: LogPolicy['quorum'], witnesses: ReadonlySet<string>): boolean {
  if (quorum === 'none') return true;
  const present = quorum.members.filter((member) =>
    typeof member === 'string' ? witnesses.has(member) : reachesQuorum(member, witnesses),
  );
  return present.length >= quorum.threshold;
}

function usableKey(text: string, type: number, others: readonly NoteVerifierKey[]): NoteVerifierKey | null {
  const key = parseVerifierKey(text);
  if (key === null || key.type !== type || isWeakPoint(key.publicKey)) return null;
  return others.some((other) => Buffer.compare(other.publicKey, key.publicKey) === 0) ? null : key;
}

function wrong(line: number, what: string): Refusal {
  return refuse('LOG_POLICY_INVALID', `line ${line + 1} of the log policy: ${what}`);
}
