import { createHash, createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../src/core/canonical-json.ts';
import { decodeBase58, encodeBase58 } from '../src/core/base58.ts';
import { decodeMultikey, didKeyOf } from '../src/core/multikey.ts';
import { preAuthenticationEncoding } from '../src/core/pre-authentication-encoding.ts';
import { jsonObject } from './fixtures/json-object.ts';
import { signEd25519, verifyEd25519 } from '../src/ed25519.ts';

describe('RFC 8032, section 7.1: Ed25519', () => {
  const vectors = [
    {
      name: 'TEST 1',
      secret: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      message: '',
      signature:
        'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    },
    {
      name: 'TEST 2',
      secret: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      message: '72',
      signature:
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    },
    {
      name: 'TEST 3',
      secret: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
      publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      message: 'af82',
      signature:
        '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    },
    {
      name: 'TEST SHA(abc)',
      secret: '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
      publicKey: 'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
      message: createHash('sha512').update('abc').digest('hex'),
      signature:
        'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
    },
  ];

  it.each(vectors)('$name signs to the published bytes and verifies', ({ secret, publicKey, message, signature }) => {
    const [d, x] = [secret, publicKey].map((hex) => Buffer.from(hex, 'hex').toString('base64url'));
    const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d: d!, x: x! }, format: 'jwk' });
    const bytes = Buffer.from(message, 'hex');
    expect(signEd25519(bytes, key).toString('hex')).toBe(signature);
    expect(verifyEd25519(bytes, Buffer.from(signature, 'hex'), Buffer.from(publicKey, 'hex'))).toBe(true);
    expect(
      verifyEd25519(Buffer.from(`${message}00`, 'hex'), Buffer.from(signature, 'hex'), Buffer.from(publicKey, 'hex')),
    ).toBe(false);
  });

  it('refuses S + L, the other number with the same residue (section 8.4)', () => {
    const { publicKey, signature } = vectors[0]!;
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = BigInt(
      `0x${Buffer.from(signature.slice(64), 'hex')
        .toReversed()
        .reduce((hex, byte) => hex + byte.toString(16).padStart(2, '0'), '')}`,
    );
    const moved = Buffer.from((s + order).toString(16).padStart(64, '0'), 'hex').toReversed();
    const malleable = Buffer.concat([Buffer.from(signature.slice(0, 64), 'hex'), moved]);
    expect(verifyEd25519(Buffer.alloc(0), malleable, Buffer.from(publicKey, 'hex'))).toBe(false);
  });
});

describe('RFC 8785: canonical JSON', () => {
  it('writes the sample of section 3.2.2 as section 3.2.3 shows', () => {
    const input = String.raw`{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}`;
    expect(canonicalJson(JSON.parse(input))).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('sorts names by UTF-16 code units as in section 3.2.3', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
    const sorted = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])));
    expect(Object.keys(jsonObject(sorted)).toSorted()).toEqual([
      '\r',
      '1',
      '\u0080',
      '\u00f6',
      '\u20ac',
      '\u{1f600}',
      '\ufb33',
    ]);
    expect(sorted).toBe('{"\\r":0,"1":0,"\u0080":0,"\u00f6":0,"\u20ac":0,"\u{1f600}":0,"\ufb33":0}');
  });

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the double %s of appendix B as %s', (bits, text) => {
    expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text);
  });

  it.each([['7fffffffffffffff'], ['7ff0000000000000']])('refuses the double %s of appendix B', (bits) => {
    expect(() => canonicalJson(Buffer.from(bits, 'hex').readDoubleBE())).toThrow('is not allowed');
  });
});

describe('other published samples', () => {
  it('encodes the DSSE sample of the protocol text', () => {
    const encoded = preAuthenticationEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(Buffer.from(encoded).toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it('reads and writes the base58 samples of draft-msporny-base58', () => {
    const samples = [
      ['Hello World!', '2NEpo7TZRRrLZSi2U'],
      ['The quick brown fox jumps over the lazy dog.', 'USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z'],
    ] as const;
    for (const [text, encoded] of samples) {
      expect(encodeBase58(Buffer.from(text))).toBe(encoded);
      expect(Buffer.from(decodeBase58(encoded) ?? []).toString()).toBe(text);
    }
    expect(encodeBase58(Buffer.from('0000287fb4cd', 'hex'))).toBe('11233QC4');
    expect(Buffer.from(decodeBase58('11233QC4') ?? []).toString('hex')).toBe('0000287fb4cd');
    expect(decodeBase58('0OIl')).toBeNull();
  });

  it('names the key of the all-zero seed as the did:key text does', () => {
    const publicKey = Buffer.from('3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29', 'hex');
    expect(didKeyOf(publicKey)).toBe('did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp');
    expect(decodeMultikey('z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp')).toEqual(publicKey);
  });
});
