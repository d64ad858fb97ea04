import type { ProfileInput } from './profile-schema.ts';
import { strictProfile } from './strict-profile.ts';

const virtualMachineFamily = 40;

/** Calls a container without capabilities may make under Docker's default filter and that the strict one denies. */
const additionalCalls = `
  fanotify_mark ioprio_get kcmp mknod mknodat modify_ldt name_to_handle_at process_vm_readv process_vm_writev ptrace
`;

/** As permissive as Docker's default filter is to a container without capabilities. */
export const dockerProfile: ProfileInput = {
  ...strictProfile,
  syscalls: [
    ...(strictProfile.syscalls ?? []),
    { names: additionalCalls.trim().split(/\s+/), action: 'SCMP_ACT_ALLOW' },
    ...(['SCMP_CMP_LT', 'SCMP_CMP_GT'] as const).map((op) => ({
      names: ['socket'],
      action: 'SCMP_ACT_ALLOW' as const,
      args: [{ index: 0, value: virtualMachineFamily, op }],
    })),
    { names: ['socketpair'], action: 'SCMP_ACT_ALLOW' },
  ],
};
