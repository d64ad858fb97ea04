import { escapeText } from './escape-text.ts';
import type { JournalEntry } from './journal-entry.ts';
import type { EventOf } from './journal-event-schema.ts';

/** The line (rarely two) that the seed's users expect on stdout for a journal entry; null for entries that print nothing. */
export function renderLegacyLine(entry: JournalEntry): string | null {
  const words = describe(entry);
  return words === null ? null : words.map((line) => `[${entry.ts}] ${line}`).join('\n');
}

function describe(entry: JournalEntry): string[] | null {
  switch (entry.event) {
    case 'driver_up':
      return [`driver up — goal: '${escapeText(entry.goal)}'  mode=${entry.mode} (${escapeText(entry.why)})`];
    case 'dispatch':
      return [`-> ${entry.task} (attempt ${entry.attempt}): ${escapeText(entry.claim)}`];
    case 'worker_exited':
      return entry.exit === 0 ? null : [`   worker ended with ${ending(entry)}; the verifier decides.`];
    case 'verified':
      return entry.autonomy_used === 'commit'
        ? ['   ok  verified.']
        : ['   ok  verified.', `   (propose mode — ${escapeText(entry.why)}; diff left for your review)`];
    case 'commit':
      return [`   committed. ${entry.commit}${entry.recovered ? ' (found after a restart)' : ''}`];
    case 'commit_denied':
      return [`   commit REFUSED (${escapeText(entry.reason)}) — diff left in the working tree.`];
    case 'commit_skipped':
      return ['   nothing to commit — the diff is empty.'];
    case 'commit_failed':
      return [`   commit FAILED (${escapeText(entry.reason)}): ${escapeText(entry.detail)}`];
    case 'requeue':
      return [`   ${escapeText(entry.reason)} — re-queueing for a fresh attempt.`];
    case 'quarantine':
      return [`   BLOCKED after ${entry.attempt} attempts (${escapeText(entry.reason)}) — surfaced + alerted.`];
    case 'interrupted':
      return [`   ${entry.task} attempt ${entry.attempt} was interrupted (${entry.reason}) — re-queueing.`];
    case 'record':
      return entry.path === null ? null : [`   record ${entry.status}: ${escapeText(entry.path)}`];
    case 'alert':
      return [`ALERT: ${escapeText(entry.message)}`];
    case 'warning':
      return [`WARNING: ${escapeText(entry.message)}`];
    case 'log_adopted':
      return [`continuing a log of ${entry.entries} entries written by an earlier driver`];
    case 'log_repaired':
      return [`log repaired: ${entry.bytes} bytes of an unfinished line moved to ${escapeText(entry.saved_as)}`];
    case 'budget_halt':
      return [`BUDGET HALT — ${entry.limit}=${entry.cap} reached after ${entry.runs} worker-runs.`];
    case 'driver_down':
      return [`driver down (${entry.reason}) — ${whatNext[entry.reason]} to continue.`];
    case 'goal_complete':
      return [`GOAL COMPLETE — ${entry.tasks} tasks, ${entry.blocked} blocked/surfaced.`];
    case 'override_requested':
      return [`OPERATOR ${escapeText(describeRequest(entry))}${entry.accepted ? '' : ' — REFUSED (not signed)'}`];
    case 'dial_changed':
      return [
        `dial ${entry.from ?? 'open'} -> ${entry.to ?? 'open'} by ${escapeText(entry.actor)}: ${escapeText(entry.why)}`,
      ];
    case 'contract_revoked':
      return [`contract ${entry.contract.slice(0, 12)} REVOKED by ${escapeText(entry.actor)}`];
    case 'gate_escalated':
      return [`   gate: ${escapeText(entry.why)} — a person must approve.`];
    case 'proposed':
      return [`   proposed as ${escapeText(entry.branch)} (${entry.commit}).`];
    case 'deferred':
      return [`   put off (${entry.class}: ${escapeText(entry.matched)}) — no attempt is lost.`];
    case 'work_refused':
      return [`   work REFUSED (${escapeText(entry.reason)}): ${escapeText(entry.paths.slice(0, 5).join(', '))}`];
    case 'effect_rejected':
      return [`   effect REJECTED: its key is taken by ${escapeText(entry.holder)}.`];
    case 'dependency_blocked':
      return [`   ${entry.task} BLOCKED: needs ${entry.need}, which is ${escapeText(entry.why)}.`];
    case 'merged':
      return [`   merged onto ${entry.onto}; the result is verified again.`];
    case 'verdict':
      return entry.flaky ? [`   FLAKY: ${entry.passes} of ${entry.runs} verifications passed.`] : null;
    case 'base_checked':
    case 'alert_delivered':
    case 'anomaly':
    case 'usage':
    case 'commit_intent':
    case 'contract_ratified':
    case 'gate_allowed':
    case 'gate_denied':
    case 'override_effective':
    case 'rollback_rehearsed':
    case 'verify_exited':
    case 'verify_started':
    case 'worker_started':
    case 'workspace_ready':
  }
  return null;
}

function describeRequest(entry: {
  readonly command: string;
  readonly target: string | null;
  readonly actor: string;
}): string {
  return `${entry.command}${entry.target === null ? '' : ` ${entry.target}`} by ${entry.actor}`;
}

const whatNext: Readonly<Record<EventOf<'driver_down'>['reason'], string>> = {
  stopped: 'run it again',
  failed: 'run it again',
  operator: 'resume it, then run it again',
  alert_unacknowledged: 'answer the alert, then run it again',
  saturation: 'make room, then run it again',
};

function ending(entry: {
  readonly exit: number | null;
  readonly signal: string | null;
  readonly stopped: string | null;
}): string {
  const how = entry.exit === null ? (entry.signal ?? 'no exit code') : `exit code ${entry.exit}`;
  return entry.stopped === null ? how : `${how} (${entry.stopped})`;
}
