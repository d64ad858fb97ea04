import { randomUUID } from 'node:crypto';
import { openAlerting, type Alerting } from './alerts/alerting.ts';
import { createCheckpoint } from './checkpoint.ts';
import { applyEntry } from './core/fold.ts';
import { findDeployment, stampOf } from './core/receipt-stamp.ts';
import type { DriverState } from './core/driver-state.ts';
import type { ChainHead, JournalEntry } from './core/journal-entry.ts';
import type { JournalEvent } from './core/journal-event-schema.ts';
import type { ParsedGoal } from './core/parse-goal.ts';
import type { ParsedJournal } from './core/parse-journal.ts';
import { allowEnvironment, type Environment } from './core/worker-environment.ts';
import { writeHeartbeat } from './heartbeat.ts';
import { createHealthTracker } from './health/health-tracker.ts';
import { createHealthWatch } from './health/health-watch.ts';
import { createGovernor, type Governor } from './operator/governor.ts';
import { readOperatorPublicKey } from './operator/operator-key.ts';
import { overridePath } from './operator/override-path.ts';
import { openInPlaceWorkspace, type InPlaceWorkspace } from './in-place-workspace.ts';
import { ownFiles } from './own-files.ts';
import { openJournal } from './journal-file.ts';
import type { AlertKind } from './ports.ts';
import type { RunDriverOptions } from './run-options.ts';
import { resolveGoalPath, type StatePaths } from './state-paths.ts';
import { createSerialQueue } from './strict/serial-queue.ts';
import { openStrictRepository } from './strict/strict-repository.ts';
import type { StrictParts } from './strict/strict-session.ts';

/** One run of the driver: the one place that appends to the journal and moves the state. */
export interface Session {
  readonly id: string;
  readonly paths: StatePaths;
  readonly parsed: ParsedGoal;
  readonly repo: string;
  readonly workspace: InPlaceWorkspace;
  /** Null in the legacy profile. */
  readonly strict: StrictParts | null;
  readonly environment: Environment;
  readonly workerEnvironment: Readonly<Record<string, string>>;
  readonly verifierEnvironment: Readonly<Record<string, string>>;
  readonly gitEnvironment: Readonly<Record<string, string>>;
  readonly options: RunDriverOptions;
  readonly graceMs: number;
  readonly outputBytes: number;
  /** Aborted by the caller, or when the driver's own state cannot be written any more. */
  readonly signal: AbortSignal;
  /** What people may bound, hold or end. */
  readonly governor: Governor;
  readonly state: DriverState;
  /** What every receipt carries. */
  readonly receipt: { readonly deployment_id: string; readonly scope_id: string };
  readonly journalHead: () => ChainHead;
  /** Time this goal has been driven, over all sessions, in milliseconds. */
  readonly wallMs: () => number;
  /** Appends, applies, tells the listener. `durable` also waits for the disk. */
  readonly record: (event: JournalEvent, options?: { readonly durable?: boolean }) => JournalEntry;
  readonly alert: (kind: AlertKind, task: string | null, message: string) => void;
  readonly warn: (code: string, message: string) => void;
  /** Lets the goal file follow soon; `now` at once. */
  readonly checkpoint: (options?: { readonly now: boolean }) => void;
  /** Takes up what earlier runs left to tell, and looks whether the host has room. */
  readonly beginWatch: () => void;
  /** Gives alerts under way a last moment, and says which were given up. */
  readonly deliverAlerts: () => Promise<void>;
  /** Ends everything under way because the run itself has failed. */
  readonly abandon: (cause: unknown) => void;
  readonly close: () => void;
}

export interface SessionParts {
  readonly paths: StatePaths;
  readonly parsed: ParsedGoal;
  readonly journal: ParsedJournal;
  readonly baseline: DriverState;
}

const defaultGraceMs = 2000;
const defaultOutputBytes = 4 * 1024 * 1024;
const heartbeatMs = 250;
const healthEvery = 4;
const now = (): Date => new Date();
const gitVariables = (
  'GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE ' +
  'EMAIL GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM GNUPGHOME GPG_TTY SSH_AUTH_SOCK'
).split(' ');

export async function createSession(options: RunDriverOptions, parts: SessionParts): Promise<Session> {
  const { paths, parsed, baseline } = parts;
  const id = randomUUID();
  const startMs = performance.now();
  const wallMs = (): number => Math.round(baseline.wallMs + performance.now() - startMs);
  const durability = options.durability ?? 'power';
  const environment = options.environment ?? process.env;
  const gitEnvironment = allowEnvironment(environment, gitVariables);
  const repo = resolveGoalPath(paths, parsed.goal.repo);
  const overrides = overridePath(paths, options.operatorFolder);
  const workspace = await openInPlaceWorkspace({
    cwd: repo,
    env: gitEnvironment,
    ownFiles: ownFiles(paths, overrides),
  });
  const strict =
    parsed.strict === null
      ? null
      : { repository: await openStrictRepository({ cwd: repo, env: gitEnvironment }), inTurn: createSerialQueue() };
  const broken = new AbortController();
  const journal = openJournal({ path: paths.journal, head: parts.journal.head, durability, now, probe: options.probe });
  let state = baseline;
  let listener = options.onEvent;
  let due = false;

  const receipt = {
    deployment_id: findDeployment(parts.journal.entries) ?? randomUUID(),
    scope_id: parsed.strict?.id ?? paths.goalName,
  };
  const tracker = createHealthTracker(now().toISOString());

  const record: Session['record'] = (event, { durable = false } = {}) => {
    if (broken.signal.aborted) throw broken.signal.reason;
    let entry: JournalEntry;
    try {
      entry = journal.append(event, { ...receipt, ...stampOf(state, event) });
      if (durable) journal.sync();
    } catch (cause) {
      // Half a line may stand at the end now: nothing may be appended to it.
      broken.abort(cause);
      throw cause;
    }
    state = applyEntry(state, entry);
    tracker.note(entry);
    try {
      listener?.(entry);
    } catch {
      listener = undefined;
    }
    return entry;
  };
  const warn: Session['warn'] = (code, message) => {
    record({ event: 'warning', code, message: message.toWellFormed() });
  };
  let alerting: Alerting | undefined;
  const raise: Session['alert'] = (kind, task, text) => {
    const message = text.toWellFormed();
    const entry = record({ event: 'alert', kind, task, message });
    if (entry.event === 'alert') alerting?.raise(entry);
  };
  const governor = createGovernor({
    path: overrides,
    key: options.operatorKeyPath === undefined ? undefined : readOperatorPublicKey(options.operatorKeyPath),
    entries: parts.journal.entries,
    record,
    onDamage: (message) => {
      raise('override', null, message);
    },
  });
  alerting = openAlerting({
    paths,
    goal: parsed.goal,
    ports: options.ports?.alerts,
    entries: parts.journal.entries,
    durable: durability === 'power',
    backoffMs: options.alertBackoffMs,
    governor,
    record,
    warn: (message) => {
      if (!broken.signal.aborted) warn('ALERT_NOT_SENT', message);
    },
  });
  const signal = AbortSignal.any([
    broken.signal,
    governor.signal,
    ...(options.signal === undefined ? [] : [options.signal]),
  ]);
  const goalFile = createCheckpoint({
    path: paths.checkpoint,
    document: parsed.strict === null ? parsed.document : { tasks: parsed.goal.tasks.map((task) => ({ id: task.id })) },
    durable: durability === 'power',
    onForeignEdit: (message) => {
      warn('GOAL_EDITED', message);
    },
  });
  const health = createHealthWatch({ paths, goal: parsed.goal, tracker, governor, record, alert: raise });
  const writeBeat = (ended: boolean): void => {
    const at = now().toISOString();
    const alerts = { last_success_at: alerting.lastSuccessAt(), active_since: alerting.waitingSince() };
    const written = writeHeartbeat(paths.heartbeat, {
      session: id,
      pid: process.pid,
      at,
      wall_ms: wallMs(),
      task: state.attempts[0]?.task ?? null,
      ended,
      components: tracker.readings(at, alerts),
    });
    if (written) tracker.noteStore(at);
  };
  let beats = 0;
  const beat = setInterval(() => {
    writeBeat(false);
    beats += 1;
    try {
      if (beats % healthEvery === 1) health.look(Date.now());
      alerting.look(Date.now());
      if (due) due = !goalFile.offer(state, journal.head, wallMs());
    } catch (cause) {
      broken.abort(cause);
    }
  }, heartbeatMs);

  return {
    id,
    paths,
    parsed,
    repo,
    workspace,
    strict,
    environment,
    workerEnvironment: allowEnvironment(environment, parsed.goal.worker_env),
    verifierEnvironment: allowEnvironment(environment, parsed.goal.verify_env),
    gitEnvironment,
    options,
    graceMs: options.graceMs ?? defaultGraceMs,
    outputBytes: options.outputBytes ?? defaultOutputBytes,
    signal,
    get state() {
      return state;
    },
    receipt,
    journalHead: () => journal.head,
    wallMs,
    record,
    warn,
    governor,
    alert: raise,
    checkpoint({ now: immediately } = { now: false }) {
      if (immediately) {
        journal.sync();
        goalFile.write(state, journal.head, wallMs());
        due = false;
      } else due = !goalFile.offer(state, journal.head, wallMs());
    },
    beginWatch: () => {
      alerting.begin();
      health.look(Date.now());
    },
    deliverAlerts: () => alerting.flush(),
    abandon(cause) {
      broken.abort(cause);
    },
    close() {
      clearInterval(beat);
      writeBeat(true);
      governor.close();
      alerting.close();
      journal.close();
    },
  };
}
