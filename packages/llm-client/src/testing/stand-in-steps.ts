/** One thing that the stand-in does on the socket. */
export type StandInStep =
  /** Status line and headers of a chunked answer. */
  | {
      readonly do: 'head';
      readonly status?: number;
      readonly contentType?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Body bytes. `packetBytes` sends them as chunks of that size, each in a packet of its own. */
  | { readonly do: 'body'; readonly bytes: string | Uint8Array; readonly packetBytes?: number }
  /** Bytes straight on the socket, with no HTTP around them. */
  | { readonly do: 'raw'; readonly bytes: string | Uint8Array }
  | { readonly do: 'wait'; readonly ms: number }
  /** Does nothing until the client leaves. */
  | { readonly do: 'hang' }
  /** Ends the body in order and closes. */
  | { readonly do: 'end' }
  /** Breaks the connection (TCP reset). */
  | { readonly do: 'reset' };

/** A chat answer in the form of the protocol. */
export interface StandInAnswer {
  readonly text: string;
  readonly thinking?: string;
  /** Default `stop`. */
  readonly doneReason?: string;
  /** Fields of the final line that replace the computed ones; `undefined` leaves one out. */
  readonly metrics?: Readonly<Record<string, number | undefined>>;
  /** Characters per line, default 6. */
  readonly pieceCharacters?: number;
  /** Bytes per packet; whole lines when left out. */
  readonly packetBytes?: number;
}

/** What the stand-in replies to one chat: the text of an ordinary answer, an answer with details, or exact steps. */
export type StandInReply = string | StandInAnswer | readonly StandInStep[];

/** One line of a chat stream, without line end. */
export function standInLine(
  model: string,
  message: { readonly content: string; readonly thinking?: string },
  end: object = { done: false },
): string {
  return JSON.stringify({
    model,
    created_at: '2026-01-02T03:04:05.678901234Z',
    message: { role: 'assistant', ...message },
    ...end,
  });
}

/** The steps of a whole plain answer: status, body, end. */
export function standInHttp(
  status: number,
  body: string,
  contentType = 'application/json; charset=utf-8',
): readonly StandInStep[] {
  return [{ do: 'head', status, contentType }, { do: 'body', bytes: body }, { do: 'end' }];
}

/** The steps of an ordinary streamed answer. */
export function standInStream(model: string, promptTokens: number, answer: StandInAnswer): readonly StandInStep[] {
  const { text, thinking = '', doneReason = 'stop', pieceCharacters = 6 } = answer;
  const thoughts = split(thinking, pieceCharacters).map((piece) =>
    standInLine(model, { content: '', thinking: piece }),
  );
  const pieces = split(text, pieceCharacters).map((piece) => standInLine(model, { content: piece }));
  const metrics = {
    total_duration: 2_400_000_000,
    load_duration: 31_000_000,
    prompt_eval_count: promptTokens,
    prompt_eval_duration: 180_000_000,
    eval_count: pieces.length,
    eval_duration: 2_100_000_000,
    ...answer.metrics,
  };
  const final = standInLine(model, { content: '' }, { done: true, done_reason: doneReason, ...withoutZeros(metrics) });
  const body = [...thoughts, ...pieces, final].map((line) => `${line}\n`);
  const bodySteps: StandInStep[] =
    answer.packetBytes === undefined
      ? body.map((bytes) => ({ do: 'body', bytes }))
      : [{ do: 'body', bytes: body.join(''), packetBytes: answer.packetBytes }];
  return [{ do: 'head' }, ...bodySteps, { do: 'end' }];
}

function split(text: string, size: number): readonly string[] {
  const characters = Array.from(text);
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, index) =>
    characters.slice(index * size, (index + 1) * size).join(''),
  );
}

// The real server leaves zero counts out.
function withoutZeros(metrics: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics).filter((entry): entry is [string, number] => entry[1] !== undefined && entry[1] !== 0),
  );
}
