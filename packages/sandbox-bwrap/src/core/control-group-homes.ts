import { isWithin } from './inside-path.ts';

/** A cgroup directory of this process, below which a leaf for one run may be made. */
export interface ControlGroupHome {
  readonly version: 'cgroup-v1' | 'cgroup-v2';
  /** Controllers of a v1 hierarchy; empty for v2, whose controllers stand in the directory itself. */
  readonly controllers: readonly string[];
  readonly directory: string;
}

/** Finds this process's own cgroup directories from the texts of /proc/self/cgroup and /proc/self/mountinfo. */
export function findControlGroupHomes(cgroupText: string, mountInfoText: string): readonly ControlGroupHome[] {
  const mounts = mountInfoText.split('\n').flatMap(parseMount);
  return cgroupText.split('\n').flatMap((line) => {
    const [, hierarchy, names, path] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    if (hierarchy === undefined || names === undefined || path === undefined) return [];
    const version = hierarchy === '0' && names === '' ? 'cgroup-v2' : 'cgroup-v1';
    const controllers = version === 'cgroup-v2' ? [] : names.split(',');
    const mount = mounts.find(
      (candidate) =>
        candidate.version === version &&
        isWithin(path, candidate.root) &&
        controllers.every((controller) => candidate.options.includes(controller)),
    );
    if (mount === undefined) return [];
    const below = mount.root === '/' ? path : path.slice(mount.root.length);
    return [{ version, controllers, directory: `${mount.point}${below === '/' ? '' : below}` }];
  });
}

interface ControlGroupMount {
  readonly version: ControlGroupHome['version'];
  readonly root: string;
  readonly point: string;
  readonly options: readonly string[];
}

function parseMount(line: string): readonly ControlGroupMount[] {
  const [before, after] = line.split(' - ');
  const [, , , root, point] = before?.split(' ') ?? [];
  const [type, , superOptions] = after?.split(' ') ?? [];
  if (root === undefined || point === undefined || (type !== 'cgroup' && type !== 'cgroup2')) return [];
  return [
    {
      version: type === 'cgroup2' ? 'cgroup-v2' : 'cgroup-v1',
      root: unescapeOctal(root),
      point: unescapeOctal(point),
      options: superOptions?.split(',') ?? [],
    },
  ];
}

function unescapeOctal(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_match, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
