import { describe, expect, it } from 'vitest';
import { diagnoseLaunch } from '../../src/core/launch-diagnosis.ts';

const failure = { launcherText: '', command: ['tool'], cwd: '/job', path: '/usr/bin', signal: null, launcherCode: 1 };

describe('diagnoseLaunch', () => {
  it.each([
    ['bwrap: execvp tool: No such file or directory', /"tool" was not found inside/],
    ['bwrap: execvp tool: Permission denied', /may not be executed/],
    ["bwrap: Can't chdir to /job: No such file or directory", /working directory "\/job"/],
    ['bwrap: No permissions to create new namespace, likely because ...', /user namespaces/],
    ['bwrap: setting up uid map: Permission denied', /user namespaces/],
    ['bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted', /user namespaces/],
    ["bwrap: Can't mount proc on /newroot/proc: Operation not permitted", /fresh \/proc/],
    ['bwrap: Failed to make / slave: Permission denied', /Mounts may not be changed/],
    ["bwrap: Can't find source path /srv/x: No such file or directory", /source vanished/],
    ["bwrap: Can't mkdir /job: Read-only file system", /mount point/],
    ['bwrap: Unknown option --disable-userns', /too old/],
    ['something new', /no known reason/],
  ])('explains %j without repeating it', (launcherText, expected) => {
    const text = diagnoseLaunch({ ...failure, launcherText });
    expect(text).toMatch(expected);
    expect(text).not.toContain(launcherText);
  });

  it('knows the exit code of a starter that gave up, unless Bubblewrap said something', () => {
    expect(diagnoseLaunch({ ...failure, launcherCode: 125 })).toMatch(/control groups, lower its limits/);
    expect(diagnoseLaunch({ ...failure, launcherCode: 125, launcherText: 'other' })).toMatch(/no known reason/);
  });

  it('says when the launcher was killed by somebody else', () => {
    expect(diagnoseLaunch({ ...failure, signal: 'SIGKILL' })).toContain('from outside by SIGKILL');
  });
});
