import { describe, expect, it } from 'vitest';
import { isBareDid, isSameDid, parseDid } from '../../src/core/parse-did.ts';

const normalised = (text: string) => parseDid(text)?.normalised;

describe('parseDid', () => {
  it('normalises host case, unreserved escapes, default port and fragment, and keeps the case of paths', () => {
    expect(normalised('did:web:EXAMPLE.com')).toBe('did:web:example.com');
    expect(normalised('did:web:ex%61mple.com#key-1')).toBe('did:web:example.com');
    expect(normalised('did:web:example.com%3A443:a')).toBe('did:web:example.com:a');
    expect(normalised('did:web:example.com%3a8443:A%2f')).toBe('did:web:example.com%3A8443:A%2F');
    expect(normalised('did:web:example.com:%41')).toBe('did:web:example.com:A');
    expect(normalised('did:example:a%2561')).toBe('did:example:a%2561');
  });

  it('tells the host and its root', () => {
    expect(parseDid('did:web:Example.com%3A8443:a:b')).toMatchObject({
      hostName: 'example.com',
      hostRoot: 'did:web:example.com%3A8443',
    });
    expect(parseDid('did:key:z6Mk')).toMatchObject({ hostName: null, hostRoot: null });
  });

  it.each([
    'did:web:',
    'did:web:a..b',
    'did:web:example.com.',
    'did:web:-a.example',
    'did:web:example.com::a',
    'did:web:example.com:%2E%2e:a',
    'did:web:example.com%2Fa',
    'did:web:example.com%3A0',
    'did:web:example.com%3A65536',
    'did:web:user%40example.com',
    'did:web:ex\u0430mple.com',
    'did:web:192.168.0.1',
    'did:web:2130706433',
    'did:web:0x7f000001',
    'did:web:example.com/path',
    'did:web:example.com?query',
    'did:web:example.com%zz',
    'did:web:example.com\n',
    ' did:web:example.com',
    'did:WEB:example.com',
    'https://example.com',
    `did:web:${'a.'.repeat(130)}example`,
  ])('refuses %j', (text) => {
    expect(parseDid(text)).toBeNull();
  });

  it('lets only a DID without fragment own a key', () => {
    expect(isBareDid('did:web:example.com')).toBe(true);
    expect(isBareDid('did:web:example.com#')).toBe(false);
  });

  it('compares texts that are no DIDs as different, also from themselves', () => {
    expect(isSameDid('nobody', 'nobody')).toBe(false);
    expect(isSameDid('did:web:a.example', 'did:web:A.example#x')).toBe(true);
  });
});
