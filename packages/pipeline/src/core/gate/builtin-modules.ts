import type { Capability } from '../spec-schema.ts';

const free = [
  'assert',
  'assert/strict',
  'buffer',
  'events',
  'path',
  'path/posix',
  'path/win32',
  'punycode',
  'querystring',
  'string_decoder',
  'url',
  'util',
  'util/types',
  'zlib',
  'constants',
  'stream',
  'stream/promises',
];
const byCapability: ReadonlyMap<Capability, readonly string[]> = new Map([
  ['net', ['net', 'http', 'https', 'http2', 'tls', 'dgram', 'dns', 'dns/promises']],
  ['process', ['child_process', 'process', 'readline', 'readline/promises', 'tty']],
  ['env', ['os']],
  ['clock', ['perf_hooks', 'timers', 'timers/promises']],
]);
const pureCrypto = new Set([
  'createHash',
  'createHmac',
  'hash',
  'timingSafeEqual',
  'pbkdf2Sync',
  'scryptSync',
  'hkdfSync',
  'createCipheriv',
  'createDecipheriv',
  'getHashes',
  'createVerify',
  'verify',
]);
const readingFs = new Set([
  'readFile',
  'readFileSync',
  'readdir',
  'readdirSync',
  'stat',
  'statSync',
  'lstat',
  'lstatSync',
  'exists',
  'existsSync',
  'access',
  'accessSync',
  'realpath',
  'realpathSync',
  'createReadStream',
  'opendir',
  'opendirSync',
  'readlink',
  'readlinkSync',
  'constants',
]);

/** What importing `names` of a built-in module needs; `refused` modules reach into the runtime and are never allowed. */
export type BuiltinNeed =
  | { readonly kind: 'needs'; readonly capabilities: readonly Capability[] }
  | { readonly kind: 'refused' };

/**
 * What a tool needs to import `names` from the built-in module `specifier` (with or without `node:`).
 * `names` is `undefined` when the whole module is taken. `undefined` when `specifier` is no built-in module.
 */
export function builtinNeed(specifier: string, names: readonly string[] | undefined): BuiltinNeed | undefined {
  const name = specifier.replace(/^node:/, '');
  if (free.includes(name)) return { kind: 'needs', capabilities: [] };
  for (const [capability, modules] of byCapability) {
    if (modules.includes(name)) return { kind: 'needs', capabilities: [capability] };
  }
  if (name === 'fs' || name === 'fs/promises') {
    if (names === undefined) return { kind: 'needs', capabilities: ['fs_read', 'fs_write'] };
    const needed = new Set(names.map((imported): Capability => (readingFs.has(imported) ? 'fs_read' : 'fs_write')));
    return { kind: 'needs', capabilities: [...needed] };
  }
  if (name === 'crypto') {
    const pure = names !== undefined && names.every((imported) => pureCrypto.has(imported));
    return { kind: 'needs', capabilities: pure ? [] : ['random'] };
  }
  return specifier.startsWith('node:') || refusedBare.has(name) ? { kind: 'refused' } : undefined;
}

const refusedBare = new Set([
  'module',
  'vm',
  'v8',
  'worker_threads',
  'cluster',
  'inspector',
  'async_hooks',
  'diagnostics_channel',
  'repl',
  'wasi',
  'domain',
  'trace_events',
  'sys',
]);
