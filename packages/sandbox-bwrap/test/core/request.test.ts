import { describe, expect, it } from 'vitest';
import { checkRequest } from '../../src/core/request.ts';
import type { SandboxRequest } from '../../src/core/request.ts';

describe('checkRequest', () => {
  it.each<[string, SandboxRequest]>([
    ['command', { command: [] }],
    ['command', { command: [''] }],
    ['command.1', { command: ['a', 'b\0c'] }],
    ['command.1', { command: ['a', 'b'.repeat(131_072)] }],
    ['command', { command: ['a', ...Array.from({ length: 9 }, () => 'b'.repeat(130_000))] }],
    ['files.0.to', { command: ['a'], files: [{ to: 'x', content: '' }] }],
    ['files.0.to', { command: ['a'], files: [{ to: '/usr/x', content: '' }] }],
    ['files.0.to', { command: ['a'], files: [{ to: '/job/\0', content: '' }] }],
    [
      'files',
      { command: ['a'], files: Array.from({ length: 513 }, (_unused, index) => ({ to: `/w/${index}`, content: '' })) },
    ],
    ['channels.0', { command: ['a'], channels: [2] }],
    ['channels.0', { command: ['a'], channels: [10] }],
    ['channels', { command: ['a'], channels: [3, 3] }],
  ])('refuses a request with a wrong %s', (path, request) => {
    expect(() => checkRequest(request)).toThrow(`not valid: ${path}: `);
  });

  it('accepts odd but possible words as they are', () => {
    expect(() => checkRequest({ command: ['--bind', '', '\u{1F600}'], channels: [9, 3] })).not.toThrow();
  });
});
