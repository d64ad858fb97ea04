import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forgeRequestSchema } from '../../../src/core/forge/forge-request-schema.ts';
import { initialForgeState, type ForgeEventInput, type ForgeState } from '../../../src/core/forge/forge-state.ts';
import type { GateReportLike } from '../../../src/core/forge/gate-report-like.ts';
import type { ModelReply } from '../../../src/core/forge/model-reply.ts';
import { transition } from '../../../src/core/forge/transition.ts';
import { codeReply, doubleScript } from '../../forge/double-script.ts';

type Event = ForgeEventInput<GateReportLike>;
type State = ForgeState<GateReportLike>;

function reply(text: string): ModelReply {
  const provenance = {
    origin: 'authored',
    transport: 'replay',
    model: 'm',
    modelDigest: null,
    serverVersion: null,
    requestHash: '',
    options: {},
    metrics: {},
  } as const;
  return { text, thinking: '', provenance };
}

const replyText = fc.oneof(
  fc.constantFrom(doubleScript.code, doubleScript.wrongCode, ...doubleScript.tests, '', '<think>', '```ts\n'),
  fc.nat(9).map((digit) => codeReply(`return theNumber * ${digit};`)),
  fc.string(),
);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Event>({ kind: 'start' }) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(doubleScript.signature, doubleScript.examples, '{}').map((text): Event => {
      return { kind: 'structured-reply', value: JSON.parse(text), replies: [reply(text)], failures: [] };
    }),
  },
  { weight: 10, arbitrary: replyText.map((text): Event => ({ kind: 'text-reply', reply: reply(text) })) },
  { weight: 6, arbitrary: fc.boolean().map((accepted): Event => ({ kind: 'answered', accepted })) },
  {
    weight: 6,
    arbitrary: fc.constantFrom('pass', 'fail', 'fail', 'deferred').map((verdict): Event => {
      return { kind: 'checked', report: { verdict, findings: [] } };
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('OUTPUT_TRUNCATED', 'X')
      .map((code): Event => ({ kind: 'model-failed', error: { code, message: '' } })),
  },
  { weight: 1, arbitrary: fc.constant<Event>({ kind: 'broke', error: new Error('broke') }) },
  { weight: 1, arbitrary: fc.constant<Event>({ kind: 'abort' }) },
);

/** The event that carries a forge further, so that random sequences reach deep states. */
function helpful(state: State, wrong: boolean): Event {
  if (state.phase === 'ready') return { kind: 'start' };
  if (state.phase === 'confirming') return { kind: 'answered', accepted: true };
  if (state.phase === 'checking')
    return { kind: 'checked', report: { verdict: wrong ? 'fail' : 'pass', findings: [] } };
  if (state.phase === 'finished') return { kind: 'abort' };
  if (state.stage === 'signature' || state.stage === 'examples') {
    const text = doubleScript[state.stage];
    return { kind: 'structured-reply', value: JSON.parse(text), replies: [reply(text)], failures: [] };
  }
  const isCode = state.stage === 'code' || state.stage === 'repair';
  const code = codeReply(`return theNumber * ${state.draft.replies.length};`);
  return { kind: 'text-reply', reply: reply(isCode ? code : (doubleScript.tests[0] ?? '')) };
}

const maybeEvent = fc.oneof({ weight: 1, arbitrary: event }, { weight: 12, arbitrary: fc.constant(undefined) });
const walk = fc.record({
  maxRepairRounds: fc.integer({ min: 0, max: 2 }),
  moves: fc.array(fc.record({ event: maybeEvent, wrong: fc.boolean() }), { maxLength: 60, size: 'max' }),
});

function run({ maxRepairRounds, moves }: typeof walk extends fc.Arbitrary<infer Value> ? Value : never): State[] {
  const request = forgeRequestSchema.parse({ goal: 'g', model: 'm', language: 'typescript', maxRepairRounds });
  const states: State[] = [initialForgeState(request)];
  for (const move of moves) {
    const state = states.at(-1)!;
    states.push(transition(state, move.event ?? helpful(state, move.wrong)).state);
  }
  return states;
}

function suitesOf(state: State): string {
  const files = state.phase === 'finished' ? state.outcome.files : state.draft.suites;
  return JSON.stringify(
    Object.entries(files)
      .filter(([path]) => path !== 'tool.ts' && path !== 'spec.json')
      .map(([, text]) => text),
  );
}

describe('transition, for any sequence of events', () => {
  it('never leaves a finished state', () => {
    fc.assert(
      fc.property(walk, (given) => {
        const states = run(given);
        const end = states.findIndex(({ phase }) => phase === 'finished');
        for (const state of end < 0 ? [] : states.slice(end)) expect(state).toBe(states[end]);
        expect(states.length).toBe(given.moves.length + 1);
      }),
    );
  });

  it('checks at most once more than repairs are allowed, and at most three times', () => {
    let most = 0;
    fc.assert(
      fc.property(walk, (given) => {
        for (const state of run(given)) {
          const { rounds } = state.phase === 'finished' ? state.outcome : state.draft;
          expect(rounds.length).toBeLessThanOrEqual(given.maxRepairRounds + 1);
          most = Math.max(most, rounds.length);
        }
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(most).toBe(3);
  });

  it('never changes the tests once the first check has begun', () => {
    fc.assert(
      fc.property(walk, (given) => {
        const states = run(given);
        const first = states.findIndex(({ phase }) => phase === 'checking');
        const later = first < 0 ? [] : states.slice(first);
        expect(new Set(later.map(suitesOf)).size).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('never loses a reply, a round or a specification that it had', () => {
    fc.assert(
      fc.property(walk, (given) => {
        let before = { replies: 0, rounds: 0, hasSpec: false };
        for (const state of run(given)) {
          const { replies, rounds, spec } = state.phase === 'finished' ? state.outcome : state.draft;
          const now = { replies: replies.length, rounds: rounds.length, hasSpec: spec !== null };
          expect(now.replies).toBeGreaterThanOrEqual(before.replies);
          expect(now.rounds).toBeGreaterThanOrEqual(before.rounds);
          expect(now.hasSpec || !before.hasSpec).toBe(true);
          before = now;
        }
      }),
    );
  });

  it('says passed only when the last report passed', () => {
    let passed = 0;
    fc.assert(
      fc.property(walk, (given) => {
        const end = run(given).at(-1)!;
        const didPass = end.phase === 'finished' && end.outcome.status === 'passed';
        const last = end.phase === 'finished' ? end.outcome.rounds.at(-1)?.report.verdict : undefined;
        if (didPass) passed += 1;
        expect(!didPass || last === 'pass').toBe(true);
      }),
      { numRuns: 300, seed: 2 },
    );
    expect(passed).toBeGreaterThan(0);
  });
});
