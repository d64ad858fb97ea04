import type { DriverState, TaskState } from './driver-state.ts';
import type { ChainHead } from './journal-entry.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.ts';

/** The goal file with the state written into it. Keys that are not the driver's keep their place and value. */
export function checkpointDocument(
  document: JsonObject,
  state: DriverState,
  head: ChainHead,
  wallMs: number,
): JsonObject {
  const states = new Map(state.tasks.map((task) => [task.id, task]));
  const tasks = Array.isArray(document['tasks']) ? (document['tasks'] as readonly JsonValue[]) : [];
  return {
    ...document,
    tasks: tasks.map((task) => {
      const known = isJsonObject(task) && typeof task['id'] === 'string' ? states.get(task['id']) : undefined;
      return isJsonObject(task) && known !== undefined ? checkpointTask(task, known) : task;
    }),
    runs: state.runs,
    ...(state.lastSuccessAt === null ? {} : { last_success_at: state.lastSuccessAt }),
    driver_state: {
      entries: head.entries,
      digest: head.digest,
      wall_ms: wallMs,
      ...(state.usage === undefined ? {} : { usage: { ...state.usage } }),
    },
  };
}

function checkpointTask(document: JsonObject, task: TaskState): JsonObject {
  const untouched = task.started === undefined && task.attempts === 0 && document['attempts'] === undefined;
  return {
    ...document,
    status: task.status,
    attempts: untouched ? undefined : task.attempts,
    interrupted: task.interrupted === 0 ? undefined : task.interrupted,
    started: task.started,
    done: task.done,
    verify_tail: task.verifyTail,
    reason: task.reason,
    spent: task.spent === undefined ? undefined : { ...task.spent },
  };
}

/** The text of a checkpoint as it goes to disk. */
export function checkpointText(document: JsonObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
