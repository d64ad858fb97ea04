import { readdirSync } from 'node:fs';
import type { RegistryEvent } from './core/event-schema.ts';
import type { ProblemCode, RegistryProblem } from './core/problem.ts';
import { readHead } from './read-head.ts';
import { directoryState, readVersion } from './read-version.ts';
import { transactions } from './recover.ts';
import { pathIn, type Store } from './store.ts';
import { readIntent } from './transaction.ts';

/** What one tool's folder holds, and the objects its versions name. */
export interface ToolVerification {
  readonly checkedFiles: number;
  readonly problems: readonly RegistryProblem[];
  readonly objects: readonly { readonly version: string; readonly name: string; readonly sha256: string }[];
}

/** Walks head, manifests and files of one tool; `known` is its last event as far as the log was read. Never throws for what it finds. */
export function verifyTool(store: Store, toolId: string, known?: RegistryEvent): ToolVerification {
  const problems: RegistryProblem[] = [];
  const report = (path: string, code: ProblemCode, message: string, version: string | null = null): void => {
    problems.push({ toolId, version, path, code, message });
  };
  const unfinished = transactions(store).flatMap((id) => {
    const intent = readIntent(store, id);
    return intent?.toolId === toolId ? [{ id, version: intent.version }] : [];
  });
  for (const { id, version } of unfinished)
    report(`.staging/${id}`, 'UNFINISHED', 'a change was not ended: open the registry again', version);

  const folder = directoryState(pathIn(store, toolId));
  if (folder === 'refused') report(toolId, 'FILE_REFUSED', 'it is a link or no directory');
  if (folder === 'refused') return { checkedFiles: 0, problems, objects: [] };
  const reading = readHead(store, toolId, known);
  if (reading.status === 'damaged') report(`${toolId}/metadata.json`, reading.code, reading.message);
  if (folder === 'missing') return { checkedFiles: 0, problems, objects: [] };

  const pending = new Set(unfinished.flatMap(({ version }) => (version === null ? [] : [version])));
  if (reading.status !== 'current') {
    if (reading.status === 'absent' && pending.size === 0)
      report(toolId, 'FILE_EXTRA', 'no event of the log speaks of it');
    return { checkedFiles: 1, problems, objects: [] };
  }
  const versions = Object.entries(reading.head.versions);
  const read = versions.map(([version, { manifestSha256 }]) => readVersion(store, toolId, version, manifestSha256));
  for (const path of extraPaths(store, toolId, new Set([...versions.map(([version]) => version), ...pending]))) {
    report(path, 'FILE_EXTRA', 'the head does not name it');
  }
  return {
    checkedFiles: read.reduce((sum, { checkedFiles }) => sum + checkedFiles, 1),
    problems: [...problems, ...read.flatMap((version) => version.problems)],
    objects: read.flatMap(({ manifest }) =>
      (manifest?.objects ?? []).map(({ name, sha256 }) => ({ version: manifest?.version ?? '', name, sha256 })),
    ),
  };
}

function extraPaths(store: Store, toolId: string, versions: ReadonlySet<string>): string[] {
  const beside = readdirSync(pathIn(store, toolId)).filter((name) => name !== 'metadata.json' && name !== 'versions');
  const inside =
    directoryState(pathIn(store, toolId, 'versions')) === 'directory'
      ? readdirSync(pathIn(store, toolId, 'versions')).filter((name) => !versions.has(name))
      : [];
  return [...beside.map((name) => `${toolId}/${name}`), ...inside.map((name) => `${toolId}/versions/${name}`)];
}
