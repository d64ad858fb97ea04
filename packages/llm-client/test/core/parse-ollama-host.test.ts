import { describe, expect, it } from 'vitest';
import { parseOllamaHost } from '../../src/core/parse-ollama-host.ts';

describe('parseOllamaHost', () => {
  it.each([
    [undefined, 'http://127.0.0.1:11434'],
    ['', 'http://127.0.0.1:11434'],
    [' "1.2.3.4" ', 'http://1.2.3.4:11434'],
    ["'example.com:8080'", 'http://example.com:8080'],
    ['http://example.com', 'http://example.com:80'],
    ['https://example.com', 'https://example.com:443'],
    ['HTTPS://example.com/ollama/', 'https://example.com:443/ollama'],
    ['example.com:1234/base/path', 'http://example.com:1234/base/path'],
    [':8080', 'http://127.0.0.1:8080'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:9000', 'http://127.0.0.1:9000'],
    ['::', 'http://[::1]:11434'],
    ['[::]:9000', 'http://[::1]:9000'],
    ['::1', 'http://[::1]:11434'],
    ['[::1]', 'http://[::1]:11434'],
    ['[fe80::1]:7', 'http://[fe80::1]:7'],
    ['example.com:0', 'http://example.com:0'],
  ])('reads %j as %s', (value, url) => {
    expect(parseOllamaHost(value).url).toBe(url);
  });

  it.each(['host:70000', 'host:abc', 'host:', 'https://host:-1'])(
    'replaces the bad port of %j and says so',
    (value) => {
      const { url, warnings } = parseOllamaHost(value);
      expect(url).toBe(value.startsWith('https') ? 'https://host:443' : 'http://host:11434');
      expect(warnings).toHaveLength(1);
    },
  );

  it('tells loopback targets from others', () => {
    expect(['', 'localhost', '127.0.0.2', '::1', '0.0.0.0'].every((host) => parseOllamaHost(host).isLoopback)).toBe(
      true,
    );
    expect(
      ['192.168.1.4', 'example.com', 'localhost.example.com'].some((host) => parseOllamaHost(host).isLoopback),
    ).toBe(false);
  });

  it.each(['ftp://host', 'http://user:secret@host', 'ho st', 'host?x', 'a:b:c:d', 'http://\u001b[31m'])(
    'refuses %j without raw control characters in the message',
    (value) => {
      const parse = (): unknown => parseOllamaHost(value);
      expect(parse).toThrow(expect.objectContaining({ code: 'HOST_INVALID' }));
      // oxlint-disable-next-line no-control-regex
      expect(parse).not.toThrow(/\u001b/);
    },
  );
});
