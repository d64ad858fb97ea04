import { judgePaths } from '../../core/gate/judge-files.ts';

/** Limits of the sandboxes that only read the candidate. */
export const staticLimits = {
  wallMs: 60_000,
  memoryBytes: null,
  outputBytes: 4 * 1024 * 1024,
  env: { HOME: '/tmp', PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1', LANG: 'C.UTF-8' },
  cwd: judgePaths.root,
};
