import { z } from 'zod';

/** JSON bytes checked by a schema, or why they are not accepted. */
export function readRecord<Schema extends z.ZodType>(
  bytes: Uint8Array,
  schema: Schema,
): { readonly value: z.infer<Schema> } | { readonly value: null; readonly reason: string } {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { value: null, reason: 'it is no JSON' };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  return { value: null, reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it breaks the schema'}` };
}

const documentSchema = z.record(z.string(), z.unknown());

/** A stored JSON object whose bytes were already compared with their digest; empty when it was never stored. */
export function parseDocument(bytes: Uint8Array = new Uint8Array()): Readonly<Record<string, unknown>> {
  return readRecord(bytes, documentSchema).value ?? {};
}
