import { insideHostname, insideUser } from './synthetic-files.ts';

/** Bubblewrap options that every run gets, whatever its policy says. */
export const isolationOptions: readonly string[] = [
  '--unshare-all',
  // --disable-userns is refused unless the user namespace is asked for by name.
  '--unshare-user',
  '--disable-userns',
  '--uid',
  String(insideUser),
  '--gid',
  String(insideUser),
  '--cap-drop',
  'ALL',
  '--new-session',
  '--die-with-parent',
  '--hostname',
  insideHostname,
  '--clearenv',
];
