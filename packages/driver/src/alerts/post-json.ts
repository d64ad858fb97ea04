import { AlertRefused } from './alert-channel.ts';

const longestWaitMs = 3_600_000;

/** Posts JSON; anything but a 2xx answer is an `AlertRefused` that names neither address nor credentials. Never follows a redirect. */
export async function postJson(
  url: string,
  body: unknown,
  { signal, headers = {} }: { readonly signal: AbortSignal; readonly headers?: Readonly<Record<string, string>> },
): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal,
    });
  } catch (cause) {
    throw new AlertRefused(describe(cause));
  }
  await response.body?.cancel().catch(() => undefined);
  if (response.ok) return;
  throw new AlertRefused(`answered HTTP ${response.status}`, readRetryAfter(response.headers.get('retry-after')));
}

/** The class of a failure only: its text may quote the address, which may hold a token. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return 'could not be reached';
  if (cause.name === 'TimeoutError' || cause.name === 'AbortError') return 'did not answer in time';
  const inner: unknown = cause.cause;
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : cause.name;
  return `could not be reached (${/^[A-Z_a-z]{1,40}$/.test(code) ? code : 'unknown cause'})`;
}

function readRetryAfter(text: string | null): number | undefined {
  if (text === null || !/^\d{1,9}$/.test(text)) return undefined;
  return Math.min(Number(text) * 1000, longestWaitMs);
}
