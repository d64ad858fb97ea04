import { resolve } from 'node:path';
import { checkRecordShape } from '../core/check-record-shape.ts';
import { escapeForeign } from '../core/escape-foreign.ts';
import { maximumJsonBytes, parseStrictJson } from '../core/parse-strict-json.ts';
import type { SignedAar } from '../core/record-schema.ts';
import { AarError } from '../errors.ts';
import { readBoundedFile } from '../read-bounded-file.ts';

/** Reads a signed record whose form is right; who signed it is not checked. Throws the code of what is wrong. */
export async function readSignedRecord(file: string, cwd: string): Promise<SignedAar> {
  const parsed = parseStrictJson(await readBoundedFile(resolve(cwd, file), maximumJsonBytes));
  const shaped = parsed.ok ? checkRecordShape(parsed.value) : parsed;
  if (!shaped.ok) throw new AarError(shaped.code, `${escapeForeign(file)}: ${shaped.message}`);
  return shaped.record;
}
