import { z } from 'zod';
import { isSameModel } from '../core/model-name.ts';
import type { StandInModel } from './stand-in-model.ts';
import { capabilitiesOf, contextLengthOf } from './stand-in-model.ts';
import type { StandInReply, StandInStep } from './stand-in-steps.ts';
import { standInHttp, standInStream } from './stand-in-steps.ts';

/** A chat request as the stand-in understands it; tolerant of unknown fields like the server. */
export const standInChatSchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.string() })).default([]),
  options: z.record(z.string(), z.unknown()).default({}),
});

/** A chat request as the stand-in understood it. */
export type StandInChat = z.infer<typeof standInChatSchema>;

/** What a server does with a prompt that does not fit: refuse it, or cut it to the window or to half of it. */
export type StandInTruncation = 'refuse' | 'full' | 'half';

/** The checks that a server makes before it generates. Null: the request is fine. */
export function refuseChat(body: unknown, models: readonly StandInModel[]): readonly StandInStep[] | null {
  if (body === undefined) return standInError(400, 'missing request body');
  const { model: name, think }: { model?: unknown; think?: unknown } =
    typeof body === 'object' && body !== null ? body : {};
  if (typeof name !== 'string' || name === '') return standInError(400, 'model is required');
  const model = models.find((candidate) => isSameModel(candidate.name, name));
  if (!model) return standInError(404, `model '${name}' not found`);
  const capabilities = capabilitiesOf(model);
  if (think !== undefined && think !== false && capabilities !== null && !capabilities.includes('thinking')) {
    return standInError(400, `"${name}" does not support thinking`);
  }
  return null;
}

/** The steps for an accepted chat: its scripted reply, unless it only loads, unloads or does not fit. */
export async function answerChat(
  chat: StandInChat,
  model: StandInModel | undefined,
  truncation: StandInTruncation,
  bytesPerToken: number,
  reply: (chat: StandInChat) => StandInReply | Promise<StandInReply>,
): Promise<readonly StandInStep[]> {
  if (chat.messages.length === 0) {
    const done_reason = chat['keep_alive'] === 0 ? 'unload' : 'load';
    const message = { role: 'assistant', content: '' };
    return standInHttp(
      200,
      JSON.stringify({ model: chat.model, created_at: '2026-01-02T03:04:05Z', message, done: true, done_reason }),
    );
  }
  const asked = typeof chat.options['num_ctx'] === 'number' ? chat.options['num_ctx'] : 4096;
  const window = Math.min(asked, model ? contextLengthOf(model) : asked);
  const bytes = chat.messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  const tokens = Math.ceil(bytes / bytesPerToken);
  if (tokens > window && truncation === 'refuse') {
    const message = `request (${tokens} tokens) exceeds the available context size (${window} tokens), try increasing it`;
    return standInError(400, JSON.stringify({ error: { code: 400, message, type: 'exceed_context_size_error' } }));
  }
  const read = tokens <= window ? tokens : truncation === 'half' ? window - Math.floor((window - 4) / 2) : window;
  const scripted = await reply(chat);
  if (typeof scripted === 'string') return standInStream(chat.model, read, { text: scripted });
  return 'text' in scripted ? standInStream(chat.model, read, scripted) : scripted;
}

/** The steps of an error answer. */
export function standInError(status: number, text: string): readonly StandInStep[] {
  return standInHttp(status, JSON.stringify({ error: text }));
}
