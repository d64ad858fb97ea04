import { z } from 'zod';

const maxNumber = 0xffff_ffff_ffff_ffffn;

/** JSON numbers above 2^53 have lost digits, and a filter built from such a number would not mean what it says. */
const argumentValue = z.union([
  z.int().min(0).transform(BigInt),
  z
    .string()
    .regex(/^\d{1,20}$/)
    .transform(BigInt)
    .refine((value) => value <= maxNumber, 'must fit into 64 bits'),
]);

const actionSchema = z.enum([
  'SCMP_ACT_ALLOW',
  'SCMP_ACT_LOG',
  'SCMP_ACT_ERRNO',
  'SCMP_ACT_TRAP',
  'SCMP_ACT_KILL',
  'SCMP_ACT_KILL_THREAD',
  'SCMP_ACT_KILL_PROCESS',
]);

const errnoSchema = z.int().min(0).max(4095);

const conditionSchema = z.object({
  caps: z.array(z.string()).optional(),
  arches: z.array(z.string()).optional(),
  minKernel: z
    .string()
    .regex(/^\d+\.\d+$/)
    .optional(),
});

const argumentSchema = z.object({
  index: z.int().min(0).max(5),
  value: argumentValue,
  valueTwo: argumentValue.default(0n),
  op: z.enum([
    'SCMP_CMP_NE',
    'SCMP_CMP_LT',
    'SCMP_CMP_LE',
    'SCMP_CMP_EQ',
    'SCMP_CMP_GE',
    'SCMP_CMP_GT',
    'SCMP_CMP_MASKED_EQ',
  ]),
});

/** A filter profile as the OCI runtime specification and Docker write it. Other keys are ignored; other values are not. */
export const profileSchema = z.object({
  defaultAction: actionSchema,
  defaultErrnoRet: errnoSchema.optional(),
  syscalls: z
    .array(
      z.object({
        names: z.array(z.string()).min(1),
        action: actionSchema,
        errnoRet: errnoSchema.nullish(),
        args: z.array(argumentSchema).nullish(),
        includes: conditionSchema.nullish(),
        excludes: conditionSchema.nullish(),
      }),
    )
    .default([]),
});

/** A profile as read. */
export type Profile = z.output<typeof profileSchema>;

/** A profile as written. */
export type ProfileInput = z.input<typeof profileSchema>;

/** One entry of `syscalls`. */
export type ProfileRule = Profile['syscalls'][number];

/** One comparison of an argument. */
export type ArgumentTest = z.output<typeof argumentSchema>;
