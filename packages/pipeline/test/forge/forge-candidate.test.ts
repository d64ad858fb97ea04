import { describe, expect, it } from 'vitest';
import { createScriptedModel, forgeCandidate, PipelineError } from '../../src/index.ts';
import { doubleScript, doubleSpec, firstReplies } from './double-script.ts';
import { checkDouble, doubleRequest, forgeDouble } from './forge-double.ts';

describe('forgeCandidate', () => {
  it('passes at once when the gate passes, with the whole candidate and every reply', async () => {
    const { model, outcome } = forgeDouble(firstReplies(doubleScript.code));
    const result = await outcome;
    expect(result.status).toBe('passed');
    expect(result.spec).toEqual(doubleSpec);
    expect(Object.keys(result.files)).toEqual([
      'spec.json',
      'tool.ts',
      'tests/unit.test.ts',
      'tests/property.test.ts',
      'tests/abuse.test.ts',
    ]);
    expect(JSON.parse(result.files['spec.json'] ?? '')).toEqual(doubleSpec);
    expect(result.rounds).toHaveLength(1);
    expect(result.replies.map(({ stage }) => stage)).toEqual([
      'signature',
      'examples',
      'code',
      'tests-unit',
      'tests-property',
      'tests-abuse',
    ]);
    expect(result.replies.every(({ messages, problem }) => messages.length > 0 && problem === null)).toBe(true);
    expect(model.remaining()).toBe(0);
  });

  it('repairs the code once and leaves the tests as they were', async () => {
    const { outcome } = forgeDouble([...firstReplies(doubleScript.wrongCode), doubleScript.code]);
    const result = await outcome;
    expect(result.status).toBe('passed');
    expect(result.rounds.map(({ round, report }) => [round, report.verdict])).toEqual([
      [0, 'fail'],
      [1, 'pass'],
    ]);
    expect(result.rounds[0]?.code).toContain('* 3');
    expect(result.files['tool.ts']).toContain('theNumber + theNumber');
    const repair = result.replies.at(-1);
    expect(repair?.stage).toBe('repair');
    expect(repair?.messages.at(-1)?.content).toContain('doubleIt(2) gave 6, expected 4');
    expect(repair?.messages.at(-1)?.content).toContain('theNumber * 3');
    expect(repair?.messages.at(-1)?.content).not.toContain('marker');
  });

  it('refuses after two repair rounds, with all three reports', async () => {
    const { model, outcome } = forgeDouble([
      ...firstReplies(doubleScript.wrongCode),
      doubleScript.otherWrongCode,
      doubleScript.wrongCode,
      doubleScript.code,
    ]);
    const result = await outcome;
    expect(result.status).toBe('refused');
    expect(result.rounds.map(({ report }) => report.verdict)).toEqual(['fail', 'fail', 'fail']);
    expect(model.remaining()).toBe(1);
  });

  it('refuses at once when no repair round is allowed', async () => {
    const model = createScriptedModel([...firstReplies(doubleScript.wrongCode), doubleScript.code]);
    const result = await forgeCandidate({ ...doubleRequest, maxRepairRounds: 0 }, { model, check: checkDouble });
    expect(result.status).toBe('refused');
    expect(result.rounds).toHaveLength(1);
  });

  it('does not rewrite the code when only the text of the tests is at fault', async () => {
    const finding = { id: 'tests.mock', check: 'test-quality', severity: 'error', message: 'mocks the tool' } as const;
    const { model, outcome } = forgeDouble([...firstReplies(doubleScript.code), doubleScript.wrongCode], {
      check: async () => ({ verdict: 'fail', findings: [finding] }),
    });
    const result = await outcome;
    expect(result.status).toBe('refused');
    expect(model.remaining()).toBe(1);
  });

  it('ends as deferred without a repair, because nothing speaks against the code', async () => {
    const { model, outcome } = forgeDouble([...firstReplies(doubleScript.code), doubleScript.code], {
      check: async () => ({ verdict: 'deferred', findings: [] }),
    });
    expect((await outcome).status).toBe('deferred');
    expect(model.remaining()).toBe(1);
  });

  it.each(['spec', 'code', 'tests', 'validate'] as const)(
    'ends as declined when the answer to "%s" is no',
    async (at) => {
      const asked: string[] = [];
      const { outcome } = forgeDouble(firstReplies(doubleScript.code), {
        confirm: async (stage, artefact) => {
          asked.push(stage);
          expect(artefact.stage).toBe(stage);
          return stage !== at;
        },
      });
      const result = await outcome;
      expect(result).toMatchObject({ status: 'declined', at, rounds: [] });
      expect(asked.at(-1)).toBe(at);
    },
  );

  it('asks about each repaired code, but asks for the permission to validate once', async () => {
    const asked: string[] = [];
    const { outcome } = forgeDouble([...firstReplies(doubleScript.wrongCode), doubleScript.code], {
      confirm: async (stage) => {
        asked.push(stage);
        return true;
      },
    });
    await outcome;
    expect(asked).toEqual(['spec', 'code', 'tests', 'validate', 'code']);
  });

  it('keeps the candidate and the error of a check that cannot run', async () => {
    const error = new PipelineError('TOOLCHAIN_MISSING', 'no toolchain for python yet');
    const { outcome } = forgeDouble(firstReplies(doubleScript.code), { check: () => Promise.reject(error) });
    const result = await outcome;
    expect(result).toMatchObject({ status: 'failed', at: 'check', error });
    expect(Object.keys(result.files)).toHaveLength(5);
  });

  it('ends as aborted before it starts, in a model call, in a question and in a check, keeping what is there', async () => {
    const early = await forgeDouble([], { signal: AbortSignal.abort() }).outcome;
    expect(early).toMatchObject({ status: 'aborted', replies: [] });

    const inCall = new AbortController();
    const calls = await forgeDouble(firstReplies(doubleScript.code), {
      signal: inCall.signal,
      onEvent: ({ kind, phase }) => {
        if (kind === 'phase-started' && phase === 'code') inCall.abort();
      },
    }).outcome;
    expect(calls).toMatchObject({ status: 'aborted', spec: doubleSpec });

    const inCheck = new AbortController();
    const checks = await forgeDouble(firstReplies(doubleScript.wrongCode), {
      signal: inCheck.signal,
      check: async (files, { signal }) => {
        inCheck.abort();
        expect(signal?.aborted).toBe(true);
        return checkDouble(files);
      },
    }).outcome;
    expect(checks.status).toBe('aborted');
    expect(checks.rounds).toHaveLength(1);
  });

  it('refuses a request without a goal, and calls nothing', async () => {
    const model = createScriptedModel([]);
    const result = await forgeCandidate({ ...doubleRequest, goal: '   ' }, { model, check: checkDouble });
    expect(result).toMatchObject({ status: 'failed', at: 'request' });
    expect(model.requests).toEqual([]);
  });
});
