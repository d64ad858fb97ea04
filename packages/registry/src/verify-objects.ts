import { readdirSync } from 'node:fs';
import { sha256Hex } from './core/canonical-json.ts';
import type { ProblemCode, RegistryProblem } from './core/problem.ts';
import { objectSegments, readObjectFile } from './object-store.ts';
import { directoryState } from './read-version.ts';
import { pathIn, type Store } from './store.ts';

/** A place where a version names an object. */
export interface ObjectReference {
  readonly toolId: string;
  readonly version: string;
  readonly name: string;
  readonly sha256: string;
}

/** Compares every referenced object with its digest. */
export function verifyReferences(store: Store, references: readonly ObjectReference[]): ObjectVerification {
  const problems: RegistryProblem[] = [];
  const states = new Map<string, { code: ProblemCode; message: string } | null>();
  for (const { toolId, version, name, sha256 } of references) {
    const state = states.has(sha256) ? states.get(sha256) : stateOf(store, sha256);
    states.set(sha256, state ?? null);
    if (state)
      problems.push({
        toolId,
        version,
        path: objectSegments(sha256).join('/'),
        ...state,
        message: `${name}: ${state.message}`,
      });
  }
  return { checkedFiles: states.size, problems };
}

interface ObjectVerification {
  readonly checkedFiles: number;
  readonly problems: readonly RegistryProblem[];
}

/**
 * Looks at the objects that no version names. One whose content fits its name is left of an interrupted or concurrent
 * admission and only counted; anything else is a problem.
 */
export function verifyUnreferenced(
  store: Store,
  referenced: ReadonlySet<string>,
): ObjectVerification & { readonly unreferenced: number } {
  const problems: RegistryProblem[] = [];
  const report = (path: string, code: ProblemCode, message: string): void => {
    problems.push({ toolId: null, version: null, path, code, message });
  };
  let unreferenced = 0;
  const children = (path: string): string[] => {
    const state = directoryState(pathIn(store, path));
    if (state === 'refused') report(path, 'FILE_REFUSED', 'it is a link or no directory');
    return state === 'directory' ? readdirSync(pathIn(store, path)) : [];
  };
  for (const name of children('.objects')) {
    if (name !== 'sha256') report(`.objects/${name}`, 'FILE_EXTRA', 'only sha256 belongs here');
  }
  for (const prefix of children('.objects/sha256')) {
    if (!/^[0-9a-f]{2}$/.test(prefix)) {
      report(`.objects/sha256/${prefix}`, 'FILE_EXTRA', 'only folders of two hex digits belong here');
      continue;
    }
    for (const rest of children(`.objects/sha256/${prefix}`)) {
      const sha256 = `${prefix}${rest}`;
      if (referenced.has(sha256)) continue;
      if (!/^[0-9a-f]{64}$/.test(sha256))
        report(`.objects/sha256/${prefix}/${rest}`, 'FILE_EXTRA', 'its name is no digest');
      else {
        const state = stateOf(store, sha256);
        if (state !== null) report(objectSegments(sha256).join('/'), state.code, state.message);
        unreferenced += 1;
      }
    }
  }
  return { checkedFiles: unreferenced, problems, unreferenced };
}

function stateOf(store: Store, sha256: string): { code: ProblemCode; message: string } | null {
  const reading = readObjectFile(store, sha256);
  if (reading.status === 'missing') return { code: 'OBJECT_MISSING', message: 'a manifest names it' };
  if (reading.status === 'refused') return { code: 'FILE_REFUSED', message: reading.reason };
  return sha256Hex(reading.bytes) === sha256
    ? null
    : { code: 'DIGEST_MISMATCH', message: 'its SHA-256 is not its name' };
}
