// Runs inside the tool's sandbox: loads the tool and answers calls. Whatever it says is the tool's word, never trusted.
import { fieldsOf } from '../../core/gate/fields-of.ts';
import { changeSurroundings, type HostSurroundings } from './change-surroundings.ts';
import { callTool, failure, isFunction, listAttempts, type Reply, type ToolFunction } from './host-answer.ts';
import { serveFrames } from './host-frames.ts';

interface HostSettings {
  /** Path of a pipe, or the number of a channel. */
  readonly requests: string | number;
  readonly replies: string | number;
  readonly toolPath: string;
  readonly functionName: string;
  readonly coverageName: string;
  readonly surroundings: HostSurroundings;
}

const settings = readSettings();
function readSettings(): HostSettings {
  const given: HostSettings = JSON.parse(process.argv[2] ?? '{}');
  return given;
}

let instance = 0;
let tool: ToolFunction | undefined;

async function loadTool(): Promise<Reply> {
  try {
    const module = fieldsOf(await import(`${settings.toolPath}?instance=${instance++}`));
    const exported = module[settings.functionName];
    if (!isFunction(exported))
      return failure(new TypeError(`${settings.functionName} is ${typeof exported}, not a function`));
    tool = exported;
    return { ok: true };
  } catch (error) {
    return failure(error);
  }
}

async function replay(calls: unknown): Promise<Reply> {
  const replies: Reply[] = [];
  for (const args of Array.isArray(calls) ? calls : [])
    replies.push(tool === undefined ? failure(new TypeError('the tool is not loaded')) : await callTool(tool, args));
  return { ok: true, replies };
}

function answer(request: Reply): Reply | Promise<Reply> {
  if (request['op'] === 'reset') return loadTool();
  if (request['op'] === 'replay') return replay(request['calls']);
  if (request['op'] === 'finish')
    return { ok: true, coverage: Reflect.get(globalThis, settings.coverageName), attempts: listAttempts() };
  return tool === undefined ? failure(new TypeError('the tool is not loaded')) : callTool(tool, request['args']);
}

changeSurroundings(settings.surroundings);
await serveFrames(settings, await loadTool(), answer);
