import { lstatSync, readdirSync } from 'node:fs';
import { sha256Hex } from './core/canonical-json.ts';
import { maxBytes } from './core/limits.ts';
import { manifestSchema, type Manifest } from './core/manifest-schema.ts';
import type { ProblemCode, RegistryProblem } from './core/problem.ts';
import { readRecord } from './core/read-record.ts';
import { maxBytesOf } from './core/version-files.ts';
import { errnoOf } from './file-system-error.ts';
import { readRegularFile } from './read-regular-file.ts';
import { pathIn, type Store } from './store.ts';

/** A version folder compared with its manifest, and the manifest with the digest the head keeps. */
export interface VersionReading {
  /** Null when the manifest is not the admitted one; nothing else was read then. */
  readonly manifest: Manifest | null;
  /** The files whose bytes are the admitted ones. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly checkedFiles: number;
  readonly problems: readonly RegistryProblem[];
}

/** Reads a whole version, checking every byte. Never throws for what it finds. */
export function readVersion(store: Store, toolId: string, version: string, manifestSha256: string): VersionReading {
  const folder = [toolId, 'versions', version];
  const problems: RegistryProblem[] = [];
  const report = (path: string, code: ProblemCode, message: string): void => {
    problems.push({ toolId, version, path: [...folder, ...(path === '' ? [] : [path])].join('/'), code, message });
  };
  const files = new Map<string, Buffer>();
  const nothing = { manifest: null, files, checkedFiles: 0, problems };

  const state = directoryState(pathIn(store, ...folder));
  if (state === 'missing') report('', 'VERSION_MISSING', 'the head names it');
  if (state === 'refused') report('', 'FILE_REFUSED', 'it is a link or no directory');
  if (state !== 'directory') return nothing;

  const reading = readRegularFile(store.root, [...folder, 'manifest.json'], maxBytes.record);
  if (reading.status === 'missing') report('manifest.json', 'FILE_MISSING', 'every version has one');
  if (reading.status === 'refused') report('manifest.json', 'FILE_REFUSED', reading.reason);
  if (reading.status !== 'read') return nothing;
  if (sha256Hex(reading.bytes) !== manifestSha256) {
    report('manifest.json', 'DIGEST_MISMATCH', `SHA-256 is not ${manifestSha256}`);
    return { ...nothing, checkedFiles: 1 };
  }
  const record = readRecord(reading.bytes, manifestSchema);
  if (record.value === null || record.value.toolId !== toolId || record.value.version !== version) {
    report(
      'manifest.json',
      'MANIFEST_INVALID',
      record.value === null ? record.reason : 'it is the manifest of another version',
    );
    return { ...nothing, checkedFiles: 1 };
  }

  const expected = Object.entries(record.value.files);
  for (const [path, entry] of expected) {
    const file = readRegularFile(store.root, [...folder, ...path.split('/')], maxBytesOf(path));
    if (file.status === 'missing') report(path, 'FILE_MISSING', 'the manifest names it');
    else if (file.status === 'refused') report(path, 'FILE_REFUSED', file.reason);
    else if (sha256Hex(file.bytes) !== entry.sha256) report(path, 'DIGEST_MISMATCH', `SHA-256 is not ${entry.sha256}`);
    else files.set(path, file.bytes);
  }
  reportExtras(pathIn(store, ...folder), ['manifest.json', ...expected.map(([path]) => path)], report);
  return { manifest: record.value, files, checkedFiles: expected.length + 1, problems };
}

/** What stands where a directory belongs; links are not followed. */
export function directoryState(path: string): 'directory' | 'missing' | 'refused' {
  try {
    return lstatSync(path).isDirectory() ? 'directory' : 'refused';
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'missing';
    throw error;
  }
}

function reportExtras(
  folder: string,
  paths: readonly string[],
  report: (path: string, code: ProblemCode, message: string) => void,
): void {
  const known = new Set(paths);
  const directories = new Set(
    paths.filter((path) => path.includes('/')).map((path) => path.slice(0, path.indexOf('/'))),
  );
  for (const name of readdirSync(folder)) {
    if (directories.has(name)) {
      if (directoryState(`${folder}/${name}`) !== 'directory') continue;
      for (const child of readdirSync(`${folder}/${name}`)) {
        if (!known.has(`${name}/${child}`)) report(`${name}/${child}`, 'FILE_EXTRA', 'the manifest does not name it');
      }
    } else if (!known.has(name)) {
      report(name, 'FILE_EXTRA', 'the manifest does not name it');
    }
  }
}
