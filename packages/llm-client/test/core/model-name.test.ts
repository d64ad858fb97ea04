import { describe, expect, it } from 'vitest';
import { isCloudModelName, isSameModel, isThinkingOnlyModel, withTag } from '../../src/core/model-name.ts';

describe('model names', () => {
  it('writes the default tag out and leaves given tags alone, also behind a registry port', () => {
    expect(['llama3.2', 'qwen3:4b', 'host:5000/me/tool'].map(withTag)).toEqual([
      'llama3.2:latest',
      'qwen3:4b',
      'host:5000/me/tool:latest',
    ]);
  });

  it('compares without regard to case', () => {
    expect(isSameModel('Llama3.2', 'llama3.2:LATEST')).toBe(true);
    expect(isSameModel('llama3.2', 'llama3.2:1b')).toBe(false);
  });

  it('knows cloud names by their suffix only', () => {
    expect(['big:cloud', 'big:120b-cloud', 'x:CLOUD'].every(isCloudModelName)).toBe(true);
    expect(['cloud', 'cloudy:latest', 'a-cloud:latest'].some(isCloudModelName)).toBe(false);
  });

  it('knows the tags that always think', () => {
    expect(['qwen3:4b', 'qwen3:4b-thinking-2507-q4_K_M'].every(isThinkingOnlyModel)).toBe(true);
    expect(['qwen3:4b-instruct', 'llama3.2', 'thinking:latest'].some(isThinkingOnlyModel)).toBe(false);
  });
});
