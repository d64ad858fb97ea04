import type { RequestedOverride } from './override-entry.ts';

/** A person's permission for one irreversible task, until it expires. */
export interface HumanApproval {
  readonly task: string;
  readonly key: string;
  readonly expiresAt: string;
  /** Digest of the request: the human-gate receipt. */
  readonly receipt: string;
  readonly actor: string;
}

/** What the operator's log amounts to. */
export interface OverrideState {
  readonly standing: 'running' | 'paused' | 'halted';
  /** Who brought it there; null when nobody has. */
  readonly standingActor: string | null;
  /** Upper bound of the autonomy; null when the operator set none. */
  readonly dial: number | null;
  readonly approvals: readonly HumanApproval[];
  /** Alert ids answered; `all` answers those that were raised before it. */
  readonly acknowledged: readonly { readonly alert: string; readonly at: string; readonly actor: string }[];
  readonly revokedContracts: readonly string[];
  readonly acceptedLosses: readonly string[];
}

export const noOverrides: OverrideState = {
  standing: 'running',
  standingActor: null,
  dial: null,
  approvals: [],
  acknowledged: [],
  revokedContracts: [],
  acceptedLosses: [],
};

/** The state after one more request. A halt outlives a pause; only a resume ends either. */
export function applyOverride(state: OverrideState, entry: RequestedOverride): OverrideState {
  const { request, actor } = entry;
  switch (request.command) {
    case 'halt':
      return { ...state, standing: 'halted', standingActor: actor };
    case 'pause':
      return state.standing === 'halted' ? state : { ...state, standing: 'paused', standingActor: actor };
    case 'resume': {
      const losses = request.accepts_loss === undefined ? [] : [request.accepts_loss];
      return {
        ...state,
        standing: 'running',
        standingActor: actor,
        acceptedLosses: [...state.acceptedLosses, ...losses],
      };
    }
    case 'dial':
      return { ...state, dial: request.level };
    case 'approve': {
      const { task, idempotency_key: key, expires_at: expiresAt } = request;
      const approval = { task, key, expiresAt, receipt: entry.digest, actor };
      return { ...state, approvals: [...state.approvals, approval] };
    }
    case 'ack':
      return { ...state, acknowledged: [...state.acknowledged, { alert: request.alert, at: entry.ts, actor }] };
    case 'revoke':
      return { ...state, revokedContracts: [...state.revokedContracts, request.contract] };
  }
}

/** True when a request gives the driver more freedom than it had: such a one needs the operator's signature where a key is set. */
export function raisesAutonomy(state: OverrideState, entry: RequestedOverride): boolean {
  const { request } = entry;
  switch (request.command) {
    case 'resume':
    case 'approve':
    case 'ack':
      return true;
    case 'dial':
      return state.dial !== null && request.level > state.dial;
    case 'pause':
    case 'halt':
    case 'revoke':
      return false;
  }
}

/** True when somebody answered the alert: by its id, or with `all` after it was raised. */
export function isAnswered({ acknowledged }: OverrideState, id: string, raisedAt: string): boolean {
  return acknowledged.some(({ alert, at }) => alert === id || (alert === 'all' && at >= raisedAt));
}

/** The unexpired approval of a task's effect, or undefined. At the moment of expiry the answer is no. */
export function findApproval(state: OverrideState, key: string, nowMs: number): HumanApproval | undefined {
  return state.approvals.findLast((approval) => approval.key === key && nowMs < Date.parse(approval.expiresAt));
}
