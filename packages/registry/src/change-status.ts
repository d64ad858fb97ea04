import { z } from 'zod';
import { buildHead, headText, latestVersion } from './core/build-head.ts';
import { noteSchema, type Head } from './core/head-schema.ts';
import { assertToolId, assertVersion } from './core/name-schemas.ts';
import { changeTool } from './change-tool.ts';
import { commitChange, type Change } from './commit-change.ts';
import { RegistryError } from './errors.ts';
import { requireHead, requireVersion, selectVersion } from './require-tool.ts';
import type { Store } from './store.ts';

/** What became of a change of status. */
export interface StatusOutcome {
  /** `unchanged`: it was so already; nothing was written. */
  readonly status: 'changed' | 'unchanged';
  readonly toolId: string;
  /** The version that is meant from now on when none is named. */
  readonly latest: string;
}

/** Says that nobody should use a tool any more; it stays usable. */
export interface Deprecation {
  readonly message: string;
  /** The tool to use instead. */
  readonly replacedBy?: string | undefined;
}

/** Hides a version from `latest`, or brings it back; who names it still gets it. */
export function setYanked(
  store: Store,
  toolId: string,
  version: string,
  yanked: boolean,
  reason: string,
): Promise<StatusOutcome> {
  assertToolId(toolId);
  assertVersion(version);
  const note = parseNote(reason, 'reason');
  return changeHead(store, toolId, (head, at) => {
    const { record } = selectVersion(head, version);
    if ((record.status === 'yanked') === yanked) return null;
    const changed = yanked
      ? { ...record, status: 'yanked' as const, yanked: { reason: note, at } }
      : { ...record, status: 'promoted' as const, yanked: null };
    return {
      head: { ...head, versions: { ...head.versions, [version]: changed } },
      event: { kind: yanked ? 'yank' : 'unyank', version, reason: note },
    };
  });
}

/** Marks a whole tool as deprecated, or takes that back with null. */
export function setDeprecated(store: Store, toolId: string, deprecation: Deprecation | null): Promise<StatusOutcome> {
  assertToolId(toolId);
  const message = deprecation === null ? '' : parseNote(deprecation.message, 'message');
  const replacedBy = deprecation?.replacedBy ?? null;
  if (replacedBy !== null) requireHead(store, replacedBy);
  return changeHead(store, toolId, (head, at) => {
    if (deprecation === null) {
      return head.deprecated && { head: { ...head, deprecated: null }, event: { kind: 'undeprecate' } };
    }
    if (head.deprecated?.message === message && head.deprecated.replacedBy === replacedBy) return null;
    return {
      head: { ...head, deprecated: { message, replacedBy, at } },
      event: { kind: 'deprecate', message, replacedBy },
    };
  });
}

async function changeHead(
  store: Store,
  toolId: string,
  decide: (head: Head, at: string) => { readonly head: Head; readonly event: Change['event'] } | null,
): Promise<StatusOutcome> {
  requireHead(store, toolId);
  return changeTool(store, toolId, async (transaction) => {
    const current = requireHead(store, toolId);
    const at = store.now().toISOString();
    const decision = decide(current.head, at);
    if (decision === null) return { status: 'unchanged', toolId, latest: current.head.latest };
    const { versions, deprecated } = decision.head;
    const { version: latest, record } = selectVersion(decision.head, latestVersion(versions) ?? undefined);
    const text = headText(
      buildHead({
        latest: requireVersion(store, toolId, latest, record.manifestSha256),
        versions,
        deprecated,
        updatedAt: at,
      }),
    );
    await commitChange(store, transaction, {
      toolId,
      at,
      event: decision.event,
      previousHeadSha256: current.sha256,
      headText: text,
      addVersion: null,
    });
    return { status: 'changed', toolId, latest };
  });
}

function parseNote(text: string, name: string): string {
  const parsed = noteSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new RegistryError(
    'INVALID_ARGUMENT',
    `${name}: ${z.prettifyError(parsed.error)}. Say in 1 to 2000 characters why.`,
  );
}
