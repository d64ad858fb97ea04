import { escapeForeign } from '../core/escape-foreign.ts';
import type { Verification } from '../verify-record.ts';

/** The text report on one record: each check, what to know, and as last line the result. */
export function renderVerification(file: string, verification: Verification): string {
  const { checks, unsigned, warnings, level, code, ok } = verification;
  const lines = [
    ...checks.map((check) => `  ${check.status.padEnd(6)} ${check.name}: ${label(check.code)}${check.message}`),
    ...unsigned.map((name) => `  note   unsigned: ${escapeForeign(name)} is covered by no signature`),
    ...warnings.map((warning) => `  warn   ${warning}`),
  ];
  const reason = ok ? '' : ` (${code ?? ''})`;
  return `${[escapeForeign(file), ...lines, `  conformance: ${level}${reason}`].join('\n')}\n`;
}

function label(code: string | null): string {
  return code === null ? '' : `${code}, `;
}
