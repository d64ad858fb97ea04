import { isSameModel, withTag } from '../core/model-name.ts';
import { standInError } from './stand-in-chat.ts';
import type { StandInModel } from './stand-in-model.ts';
import { toShow, toTag } from './stand-in-model.ts';
import type { StandInStep } from './stand-in-steps.ts';
import { standInHttp } from './stand-in-steps.ts';

/** What the stand-in knows when it answers a question that needs no generation. */
export interface StandInState {
  readonly version: string;
  readonly models: readonly StandInModel[];
  readonly loaded: { readonly model: StandInModel; readonly contextLength: number } | undefined;
}

/** The steps for everything but a chat: health text, version, tags, show, ps, and the text bodies of 404 and 405. */
export function answerFacts(method: string, path: string, body: unknown, state: StandInState): readonly StandInStep[] {
  const allowed = methods.get(path);
  if (allowed === undefined) return standInHttp(404, '404 page not found', 'text/plain');
  if (allowed !== method) return standInHttp(405, '405 method not allowed', 'text/plain');
  switch (path) {
    case '/':
      return standInHttp(200, 'Ollama is running', 'text/plain; charset=utf-8');
    case '/api/version':
      return json({ version: state.version });
    case '/api/tags':
      return json({ models: state.models.map(toTag) });
    case '/api/ps':
      return json({ models: state.loaded ? [loadedItem(state.loaded)] : [] });
    default:
      return show(body, state.models);
  }
}

const methods = new Map([
  ['/', 'GET'],
  ['/api/version', 'GET'],
  ['/api/tags', 'GET'],
  ['/api/ps', 'GET'],
  ['/api/show', 'POST'],
  ['/api/chat', 'POST'],
]);

function show(body: unknown, models: readonly StandInModel[]): readonly StandInStep[] {
  const { model: name }: { model?: unknown } = typeof body === 'object' && body !== null ? body : {};
  if (typeof name !== 'string' || name === '') return standInError(400, 'model is required');
  const model = models.find((candidate) => isSameModel(candidate.name, name));
  return model ? json(toShow(model)) : standInError(404, `model '${withTag(name)}' not found`);
}

function loadedItem({ model, contextLength }: NonNullable<StandInState['loaded']>): object {
  return {
    ...toTag(model),
    expires_at: '2026-01-01T10:05:00.123456789+01:00',
    size_vram: 0,
    context_length: contextLength,
  };
}

function json(value: unknown): readonly StandInStep[] {
  return standInHttp(200, JSON.stringify(value));
}
