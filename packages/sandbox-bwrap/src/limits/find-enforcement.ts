import { join } from 'node:path';
import { findControlGroupHomes } from '../core/control-group-homes.ts';
import type { ControlGroupHome } from '../core/control-group-homes.ts';
import { readText } from '../host/read-text.ts';
import { createLeaf, sweepLeaves } from './control-group-leaf.ts';

/** A place for leaves that was proved to work for the controllers named. */
export interface UsableHome {
  readonly home: ControlGroupHome;
  readonly controllers: readonly string[];
}

/** The controllers worth having; cpuacct is v1's clock, in v2 every group has one. */
const wantedControllers = ['memory', 'pids', 'cpuacct'];

let cached: readonly UsableHome[] | undefined;

/** Tries once per process, by making and removing a limited leaf, which cgroups can bound a run here. */
export function findEnforcement(): readonly UsableHome[] {
  cached ??= probeHomes();
  return cached;
}

function probeHomes(): readonly UsableHome[] {
  const homes = findControlGroupHomes(readText('/proc/self/cgroup') ?? '', readText('/proc/self/mountinfo') ?? '');
  const usable: UsableHome[] = [];
  for (const home of homes) {
    const taken = usable.flatMap((other) => other.controllers);
    const controllers = availableControllers(home).filter(
      (name) => wantedControllers.includes(name) && !taken.includes(name),
    );
    if (controllers.length === 0 || !canLimit(home, controllers)) continue;
    sweepLeaves(home);
    usable.push({ home, controllers });
  }
  return usable;
}

/** A v2 leaf gets the controllers its parent passes down. */
function availableControllers(home: ControlGroupHome): readonly string[] {
  if (home.version === 'cgroup-v1') return home.controllers;
  return (readText(join(home.directory, 'cgroup.subtree_control')) ?? '').trim().split(' ');
}

function canLimit(home: ControlGroupHome, controllers: readonly string[]): boolean {
  try {
    const leaf = createLeaf(home);
    try {
      leaf.limit(controllers, { memoryBytes: 64 * 1024 * 1024, pids: 16 });
      return true;
    } finally {
      leaf.remove();
    }
  } catch {
    return false;
  }
}
