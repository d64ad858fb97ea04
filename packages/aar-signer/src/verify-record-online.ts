import { isJsonObject } from './core/is-json-object.ts';
import { parseStrictJson } from './core/parse-strict-json.ts';
import type { DidResolver } from './did-web/create-did-resolver.ts';
import { verifyRecord, type Verification, type VerifyRecordOptions } from './verify-record.ts';

/**
 * {@link verifyRecord}, which asks `resolver` for the signer's DID document when `didDocuments` are absent. Only a
 * record that is right in every other respect causes a request, and with documents at hand none leaves the process.
 */
export async function verifyRecordOnline(
  input: Uint8Array | string,
  resolver: DidResolver,
  options: VerifyRecordOptions = {},
): Promise<Verification> {
  const offline = verifyRecord(input, options);
  if (offline.code !== 'DID_UNRESOLVED' || (options.didDocuments?.length ?? 0) > 0) return offline;
  const resolution = await resolver.resolve(signerOf(input));
  if (resolution.ok) return verifyRecord(input, { ...options, didDocuments: [resolution.document] });
  const { code, message } = resolution;
  const checks = [...offline.checks.slice(0, -1), { name: 'key', status: 'fail', code, message } as const];
  return { ...offline, code, checks };
}

function signerOf(input: Uint8Array | string): string {
  const parsed = parseStrictJson(input);
  const sig = parsed.ok && isJsonObject(parsed.value) ? parsed.value['sig'] : undefined;
  return isJsonObject(sig) && typeof sig['by'] === 'string' ? sig['by'] : '';
}
