import { readFileSync } from 'node:fs';
import { type ClientSettings, createToolClient } from './judge-client.ts';

const settings: ClientSettings & {
  readonly propertySeed: number;
} = JSON.parse(readFileSync('/judge/runtime/settings.json', 'utf8'));

/** The one connection of this process to the tool; the stub that stands in for `../tool.ts` calls it. */
export const client = createToolClient(settings);
/** Seed of every property that does not set its own: the same candidate meets the same values. */
export const propertySeed = settings.propertySeed;
