import { readFileSync } from 'node:fs';
import { createCanary } from './canary-tools.ts';
import { type ClientSettings, createToolClient, type ToolClient } from './judge-client.ts';

/** What this process is told by the gate. */
export interface SessionSettings {
  readonly functionName: string;
  readonly isAsync: boolean;
  readonly callMs: number;
  readonly startMs: number;
  readonly propertySeed: number;
  readonly exampleKeys: readonly string[];
  /** How many suites there are. */
  readonly suiteCount: number;
  /** What the constant canary returns, as JSON. */
  readonly constant: string;
}

/** Settings of this run. */
export const settings: SessionSettings = JSON.parse(readFileSync('/judge/runtime/settings.json', 'utf8'));

const clientOf = (name: string): ToolClient =>
  createToolClient({
    ...settings,
    requests: `/pipes/${name}/requests`,
    replies: `/pipes/${name}/replies`,
  } satisfies ClientSettings);
/** The one connection of this process to the tool of the ordinary run. */
export const client = clientOf('tool');
const mutants = clientOf('mutants');

let current: (args: readonly unknown[]) => unknown = client.call;

/** What the module in the place of `../tool.ts` calls. */
export function callTool(args: readonly unknown[]): unknown {
  return current(args);
}

/** Faults of the calls since this was last asked. */
export function takeFaults(): ReturnType<ToolClient['takeFaults']> {
  return [...client.takeFaults(), ...mutants.takeFaults()];
}

/** True once tests are repeated against other tools. */
export function isRepeating(): boolean {
  return current !== client.call;
}

/** Lets the following calls go to a deliberately broken tool. */
export function useCanary(name: string): void {
  current = createCanary(name, settings.constant, settings.isAsync);
}

/** One call of the tool and its answer, both encoded. */
export type LoggedCall = readonly [args: unknown, reply: unknown];

/** Lets the following calls go to a mutant (-1: the unchanged tool beside the mutants). `undefined`: it does not even load. */
export function useMutant(mutant: number, test: number, record: boolean): readonly LoggedCall[] | undefined {
  const log: LoggedCall[] = [];
  current = mutants.call;
  mutants.listen(record ? (args, reply) => void log.push([args, reply]) : undefined);
  return mutants.begin({ mutant, test, record }) ? log : undefined;
}
