import { describe, expect, it } from 'vitest';
import { checkKernelSettings, checkSeccomp, checkStarter, checkVersion } from '../../src/core/probe-report.ts';

describe('the checks of a probe', () => {
  it.each([
    ['kernel.unprivileged_userns_clone', '0\n', 'sysctl -w kernel.unprivileged_userns_clone=1'],
    ['kernel.apparmor_restrict_unprivileged_userns', '1\n', 'AppArmor profile'],
    ['user.max_user_namespaces', '0\n', 'sysctl -w user.max_user_namespaces'],
  ])('warn of %s and name what to do', (name, value, remedy) => {
    const check = checkKernelSettings([{ name, value }]);
    expect(check).toMatchObject({ status: 'warning', remedy: expect.stringContaining(remedy) });
    expect(check.message).toContain(name);
  });

  it('say nothing against switches that allow, or that this kernel does not have', () => {
    const settings = [
      { name: 'kernel.unprivileged_userns_clone', value: '1\n' },
      { name: 'kernel.apparmor_restrict_unprivileged_userns', value: null },
    ];
    expect(checkKernelSettings(settings).status).toBe('ok');
  });

  it.each([
    ['0.7.0', 'error', /0\.8\.0/],
    ['0.8.0', 'warning', /0\.12\.0/],
    ['0.12.0', 'ok', undefined],
    [null, 'warning', /bwrap --version/],
  ])('judge bwrap %s as %s', (version, status, remedy) => {
    const check = checkVersion(version);
    expect(check.status).toBe(status);
    expect(check.remedy ?? '').toMatch(remedy ?? /^$/);
    expect(check.message.includes('CVE-2026-87766')).toBe(version === '0.8.0');
  });

  it('tell how launchers get their limits, and what to do where programs are forbidden', () => {
    expect(checkStarter(true, 'x64').status).toBe('ok');
    expect(checkStarter(false, 'arm64').status).toBe('ok');
    expect(checkStarter(false, 'x64')).toMatchObject({ status: 'warning', remedy: expect.stringContaining('TMPDIR') });
  });

  it('name the filter, or say that there is none for this machine', () => {
    expect(checkSeccomp({ hash: 'sha256:0' }).message).toContain('sha256:0');
    expect(checkSeccomp({ problem: 'No filter.' })).toMatchObject({ status: 'error', message: 'No filter.' });
  });
});
