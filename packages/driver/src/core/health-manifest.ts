import { z } from 'zod';

/** Everything that must go on working for a goal to make progress. A closed list. */
export const healthComponents = ['driver', 'worker', 'verifier', 'state_store', 'alert_channel', 'monitor'] as const;
export type HealthComponent = (typeof healthComponents)[number];

const seconds = z.number().min(0).max(31_536_000);
const overrideSchema = z.strictObject({
  staleness_threshold_seconds: seconds.optional(),
  owner: z.string().max(200).optional(),
  ack_slo_seconds: seconds.optional(),
});

/** The goal file's `health`: what deviates from the defaults, and further sensors. */
export const healthPolicySchema = z.strictObject({
  components: z.partialRecord(z.enum(healthComponents), overrideSchema).default({}),
  /** Files that hold one number each; `limit` is where the host is saturated. */
  sensors: z
    .array(
      z.strictObject({ name: z.string().min(1).max(100), file: z.string().min(1).max(4096), limit: z.number().gt(0) }),
    )
    .max(20)
    .default([]),
  /** How long new work is held back on a saturated host before the goal halts. */
  halt_after_saturated_seconds: seconds.default(300),
  /** Where a detector fires, when not at its default. */
  thresholds: z
    .partialRecord(
      z.enum(['rate_of_change', 'duplication_ratio', 'resource_saturation', 'silent_component']),
      z.number().gt(0),
    )
    .default({}),
});
export type HealthPolicy = z.infer<typeof healthPolicySchema>;

/** One line of the manifest. */
export interface ManifestEntry {
  readonly component: HealthComponent;
  /** Where `last_success_at` is published. */
  readonly source: string;
  readonly staleness_threshold_seconds: number;
  readonly owner: string;
  readonly ack_slo_seconds: number;
}

const sources: Readonly<Record<HealthComponent, string>> = {
  driver: 'heartbeat.json components.driver',
  worker: 'heartbeat.json components.worker',
  verifier: 'heartbeat.json components.verifier',
  state_store: 'heartbeat.json components.state_store',
  alert_channel: 'heartbeat.json components.alert_channel',
  monitor: 'watch.json last_success_at',
};
const slackSeconds = 60;

/** The manifest of a goal: the defaults, with what its file says otherwise. */
export function healthManifest(goal: {
  readonly worker_timeout_seconds: number;
  readonly verify_timeout_seconds: number;
  readonly health: HealthPolicy;
}): ManifestEntry[] {
  const thresholds: Readonly<Record<HealthComponent, number>> = {
    driver: 15,
    worker: goal.worker_timeout_seconds + slackSeconds,
    verifier: goal.verify_timeout_seconds + slackSeconds,
    state_store: 30,
    alert_channel: 300,
    monitor: 60,
  };
  return healthComponents.map((component) => {
    const own = goal.health.components[component];
    return {
      component,
      source: sources[component],
      staleness_threshold_seconds: own?.staleness_threshold_seconds ?? thresholds[component],
      owner: own?.owner ?? 'operator',
      ack_slo_seconds: own?.ack_slo_seconds ?? 900,
    };
  });
}
