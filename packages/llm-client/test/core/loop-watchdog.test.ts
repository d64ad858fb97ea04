import { describe, expect, it } from 'vitest';
import { createLoopWatchdog } from '../../src/core/loop-watchdog.ts';

function feed(expectsJson: boolean, pieces: readonly string[]): () => void {
  return () => {
    const watchdog = createLoopWatchdog(expectsJson);
    for (const piece of pieces) watchdog.push(piece);
  };
}

const repeated = (piece: string, times: number): string[] => Array.from({ length: times }, () => piece);

describe('loop watchdog', () => {
  it('ends an answer that repeats one short piece', () => {
    expect(feed(false, repeated('ha', 61))).toThrow(expect.objectContaining({ code: 'OUTPUT_LOOP' }));
    expect(feed(false, repeated('ha', 60))).not.toThrow();
  });

  it('ends white space without end where JSON is expected, and only outside strings', () => {
    expect(feed(true, ['{', ...repeated(' \n', 101)])).toThrow(expect.objectContaining({ code: 'OUTPUT_LOOP' }));
    expect(feed(true, ['{"a":"\\"', ...repeated(' \n', 150), '"}'])).not.toThrow();
    expect(feed(false, repeated(' \n', 500))).not.toThrow();
  });
});
