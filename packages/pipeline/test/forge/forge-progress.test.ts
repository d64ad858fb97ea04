import { describe, expect, it } from 'vitest';
import { createScriptedModel, forgeCandidate, PipelineError, type ForgeEvent } from '../../src/index.ts';
import { doubleScript, firstReplies } from './double-script.ts';
import { doubleRequest, forgeDouble } from './forge-double.ts';

describe('what forgeCandidate sends and reports', () => {
  it('reports phases, untrusted text and verdicts in order, with time from the given clock', async () => {
    const events: ForgeEvent[] = [];
    let time = 100;
    const { outcome } = forgeDouble([...firstReplies(doubleScript.wrongCode), 'nothing', doubleScript.code], {
      onEvent: (event) => events.push(event),
      now: () => (time += 5),
    });
    await outcome;
    expect(
      events.filter(({ kind }) => kind === 'phase-started').map(({ phase, round }) => `${phase}/${round}`),
    ).toEqual([
      'signature/0',
      'examples/0',
      'confirm-spec/0',
      'code/0',
      'confirm-code/0',
      'tests-unit/0',
      'tests-property/0',
      'tests-abuse/0',
      'confirm-tests/0',
      'confirm-validate/0',
      'check/0',
      'repair/1',
      'repair/1',
      'confirm-code/1',
      'check/1',
    ]);
    expect(events.flatMap((event) => (event.kind === 'checked' ? [event.verdict] : []))).toEqual(['fail', 'pass']);
    expect(events.flatMap((event) => (event.kind === 'reply-refused' ? [event.problem.code] : []))).toEqual([
      'NO_CODE',
    ]);
    expect(events.flatMap((event) => (event.kind === 'text-delta' ? [event.text] : [])).at(-1)).toBe(doubleScript.code);
    expect(events[0]?.elapsedMs).toBe(5);
    expect(events.every(({ elapsedMs }, index) => elapsedMs === (index + 1) * 5)).toBe(true);
  });

  it('gives the same requests and files each time: nothing in a prompt depends on time or chance', async () => {
    const runs = [];
    for (let index = 0; index < 2; index += 1) {
      const { model, outcome } = forgeDouble([...firstReplies(doubleScript.wrongCode), doubleScript.code]);
      const { files, replies } = await outcome;
      runs.push(JSON.stringify({ files, replies, requests: model.requests }));
    }
    expect(runs[0]).toBe(runs[1]);
  });

  it('sends the same context size with every request and another seed with every stage, round and attempt', async () => {
    const { model, outcome } = forgeDouble([...firstReplies(doubleScript.wrongCode), 'nothing', doubleScript.code]);
    await outcome;
    expect(new Set(model.requests.map(({ options }) => options.numCtx))).toEqual(new Set([8192]));
    expect(new Set(model.requests.map(({ options }) => options.seed)).size).toBe(model.requests.length);
  });

  it('writes Python prompts and files for Python', async () => {
    const script = createScriptedModel([
      doubleScript.signature,
      doubleScript.examples.replaceAll('theNumber', 'the_number'),
      '```python\ndef double_it(the_number: float) -> float:\n    return the_number * 2\n```',
      ...['unit', 'property', 'abuse'].map((suite) => `\`\`\`python\nfrom tool import double_it\n# ${suite}\n\`\`\``),
    ]);
    const missing = new PipelineError('TOOLCHAIN_MISSING', 'no Python toolchain');
    const result = await forgeCandidate(
      { ...doubleRequest, language: 'python' },
      { model: script, check: () => Promise.reject(missing) },
    );
    expect(result).toMatchObject({ status: 'failed', at: 'check', error: missing });
    expect(Object.keys(result.files)).toEqual([
      'spec.json',
      'tool.py',
      'tests/test_unit.py',
      'tests/test_property.py',
      'tests/test_abuse.py',
    ]);
  });
});
