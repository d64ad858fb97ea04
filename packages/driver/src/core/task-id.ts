import { z } from 'zod';

/** A task id: letters, digits, dot, underscore, hyphen; 1 to 64 characters; safe as a file name. */
export const taskIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ -')
  .refine(
    (id) => !id.includes('..') && id !== '.' && !id.startsWith('-'),
    'must not contain "..", be "." or start with "-"',
  )
  .refine((id) => id !== 'evidence', 'must not be "evidence", the name of a folder beside the records');
