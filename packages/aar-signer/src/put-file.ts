import { stat } from 'node:fs/promises';
import { systemCode } from './read-bounded-file.ts';
import { replaceFile } from './replace-file.ts';
import { writeNewFile } from './write-new-file.ts';

/** Writes a file whole, new or in place of an older one. Throws `FILE_EXISTS` when somebody was faster, `FILE_UNWRITABLE`. */
export async function putFile(path: string, text: string): Promise<void> {
  const exists = await stat(path).then(
    () => true,
    (cause: unknown) => systemCode(cause) !== 'ENOENT',
  );
  if (exists) await replaceFile(path, text);
  else await writeNewFile(path, text, 0o644);
}
