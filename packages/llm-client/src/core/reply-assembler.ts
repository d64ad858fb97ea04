import { LlmError } from '../errors.ts';
import { createLoopWatchdog } from './loop-watchdog.ts';
import { quote } from './quote.ts';
import type { StreamLine } from './stream-line-schema.ts';
import { readMetrics } from './stream-line-schema.ts';
import type { SplitPiece } from './thinking-splitter.ts';
import { createThinkingSplitter, splitLoneClosingTag } from './thinking-splitter.ts';

/** A finished answer. `text` and `thinking` are untrusted. */
export interface AssembledReply {
  readonly text: string;
  readonly thinking: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Builds one answer from the lines of a stream. */
export interface ReplyAssembler {
  /** The new pieces of this line, in order. Throws `OUTPUT_LOOP` and `RESPONSE_TOO_LARGE`. */
  push(line: StreamLine): readonly SplitPiece[];
  /** What had arrived until now. */
  partialText(): string;
  /** The answer after the final line. Throws `OUTPUT_TRUNCATED`, `EMPTY_OUTPUT`, `STREAM_INCOMPLETE`. */
  finish(): AssembledReply;
}

/** An assembler for one call; only a final line with reason `stop` and some text makes an answer. */
export function createReplyAssembler(options: {
  readonly expectsJson: boolean;
  readonly maxTextCharacters: number;
}): ReplyAssembler {
  const splitter = createThinkingSplitter();
  const watchdog = createLoopWatchdog(options.expectsJson);
  const thoughtWatchdog = createLoopWatchdog(false);
  let text = '';
  let thinking = '';
  let serverSplits = false;
  let last: StreamLine | undefined;

  function add(pieces: readonly SplitPiece[]): readonly SplitPiece[] {
    for (const piece of pieces) {
      if (piece.channel === 'thinking') thinking += piece.text;
      else text += piece.text;
      (piece.channel === 'thinking' ? thoughtWatchdog : watchdog).push(piece.text);
    }
    if (text.length + thinking.length > options.maxTextCharacters) {
      throw new LlmError(
        'RESPONSE_TOO_LARGE',
        `The answer is longer than ${options.maxTextCharacters} characters; the call was ended.`,
      );
    }
    return pieces;
  }

  return {
    push(line) {
      const pieces: SplitPiece[] = [];
      const thought = line.message?.thinking ?? '';
      const content = line.message?.content ?? '';
      if (thought !== '') {
        serverSplits = true;
        pieces.push({ channel: 'thinking', text: thought });
      }
      if (content !== '')
        pieces.push(...(serverSplits ? [{ channel: 'content' as const, text: content }] : splitter.push(content)));
      if (line.done) {
        last = line;
        pieces.push(...splitter.finish().pieces);
      }
      return add(pieces);
    },
    partialText: () => text,
    finish() {
      const reason = last?.done_reason;
      if (last === undefined)
        throw new LlmError('STREAM_INCOMPLETE', 'The stream ended before its final line.', {
          details: { partialText: text },
        });
      if (reason === 'length') throw truncated(text, thinking);
      if (reason !== 'stop') {
        throw new LlmError(
          'STREAM_INCOMPLETE',
          `The final line gives the reason ${quote(reason ?? '(none)')} where only "stop" means a whole answer. Try again.`,
          { details: { partialText: text } },
        );
      }
      const lone = serverSplits || thinking !== '' ? null : splitLoneClosingTag(text);
      const answer = lone?.content ?? text;
      if (answer.trim() === '') {
        throw new LlmError(
          'EMPTY_OUTPUT',
          `The model ended without an answer${thinking === '' ? '' : ' after thinking'}. Try another seed, or switch thinking off.`,
          { details: { stage: thinking === '' ? 'answer' : 'thinking' } },
        );
      }
      return { text: answer, thinking: lone?.thinking ?? thinking, metrics: readMetrics(last) };
    },
  };
}

function truncated(text: string, thinking: string): LlmError {
  const stage = text.trim() === '' && thinking !== '' ? 'thinking' : 'answer';
  return new LlmError(
    'OUTPUT_TRUNCATED',
    `The token limit ended the ${stage === 'thinking' ? 'thinking, before any answer' : 'answer'}. Raise numPredict${stage === 'thinking' ? ' or switch thinking off' : ''}.`,
    { details: { stage, partialText: text } },
  );
}
