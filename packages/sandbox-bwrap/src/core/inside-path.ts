/** Trees the sandbox builds itself; a mount in there could shadow a protection. */
const reservedTrees = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/proc', '/dev', '/sys'];
const reservedPaths = ['/', '/etc', '/tmp', '/var', '/var/tmp', '/scratch'];
/** Where Bubblewrap keeps the host while it builds: a mount point there would be made on the host. */
const builderTrees = ['/oldroot', '/newroot'];

/** The host's own copies of these never get in, so nothing may be mounted over ours. */
export const syntheticPaths = ['/etc/passwd', '/etc/group', '/etc/hosts', '/etc/nsswitch.conf'] as const;

/** True when `path` is `tree` or lies below it. Both are absolute and normalised. */
export function isWithin(path: string, tree: string): boolean {
  return path === tree || tree === '/' || path.startsWith(`${tree}/`);
}

/** Why `path` cannot be a mount point inside the sandbox, or null when it can. */
export function insidePathProblem(path: string): string | null {
  if (!path.startsWith('/')) return 'must be an absolute path inside the sandbox';
  const segments = path.split('/').slice(1);
  if (path !== '/' && segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    return 'must be normalised: no empty, "." or ".." segment and no trailing slash';
  }
  if (reservedPaths.includes(path) || syntheticPaths.some((synthetic) => isWithin(path, synthetic))) {
    return `must not be ${path}: the sandbox provides that itself`;
  }
  const tree = [...reservedTrees, ...builderTrees].find((candidate) => isWithin(path, candidate));
  return tree === undefined ? null : `must not be in ${tree}: the sandbox provides that itself`;
}
