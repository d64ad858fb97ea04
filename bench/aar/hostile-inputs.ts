const size = 1_048_576;
/** Ends a filling early. */
const tooLong = ' '.repeat(size);

/** Text of just under 1 MiB: `head`, then `piece` of growing index as often as fits, then `tail`. */
function fill(head: string, piece: (index: number) => string, tail: string): string {
  const parts = [head];
  let left = size - head.length - tail.length;
  for (let index = 0; ; index += 1) {
    const next = index === 0 ? piece(index).replace(/^,/, '') : piece(index);
    if (next.length > left) break;
    parts.push(next);
    left -= next.length;
  }
  return `${parts.join('')}${tail}`;
}

/** Inputs of 1 MiB that are made to be slow to judge; `record` is the text of a good signed record. */
export function hostileInputs(record: string): Readonly<Record<string, string>> {
  const open = (name: string, start: string): string => `${record.slice(0, -1)},"${name}":${start}`;
  const log = open('log', '{');
  const note = open('_note', '');
  return {
    'nested arrays': '['.repeat(size),
    'nested arrays, closed': `${'['.repeat(size / 2)}${']'.repeat(size / 2)}`,
    'nested objects': fill('', () => '{"a":', ''),
    'arrays at the permitted depth': fill(`${note}[`, () => `,${'['.repeat(29)}${']'.repeat(29)}`, ']}'),
    'as many keys at the top as are read': fill(
      `${record.slice(0, -1)},`,
      (index) => (index < 32_000 ? `,"k${String(index).padStart(26, '0')}":0` : tooLong),
      '}',
    ),
    'as many annotations as are read': fill(
      `${record.slice(0, -1)},`,
      (index) => (index < 32_000 ? `,"_${String(index).padStart(26, '0')}":0` : tooLong),
      '}',
    ),
    'as many keys in log as are read': fill(
      log,
      (index) => (index < 32_000 ? `,"k${String(index).padStart(26, '0')}":0` : tooLong),
      '}}',
    ),
    'as many arrays as are read': fill(
      `${note}[`,
      (index) => (index < 1_060 ? `,${'['.repeat(30)}"${'x'.repeat(900)}"${']'.repeat(30)}` : tooLong),
      ']}',
    ),
    'different keys in log': fill(log, (index) => `,"k${index}":0`, '}}'),
    'different keys in an annotation': fill(`${note}{`, (index) => `,"${index}a":0`, '}}'),
    'numeric keys': fill(log, (index) => `,"${index * 7}":0`, '}}'),
    'different keys at the top': fill(`${record.slice(0, -1)},`, (index) => `,"k${index}":0`, '}'),
    annotations: fill(`${record.slice(0, -1)},`, (index) => `,"_${index}":0`, '}'),
    'the same key again and again': fill(log, () => ',"k":0', '}}'),
    'the same key, spelled with escapes': fill(log, () => String.raw`,"\u006b":0`, '}}'),
    escapes: fill(`${note}"`, () => String.raw`\u0041`, '"}'),
    backslashes: fill(`${note}"`, () => '\\\\', '"}'),
    'escaped quotes': fill(`${note}"`, () => String.raw`\"`, '"}'),
    'escaped surrogates': fill(`${note}"`, () => String.raw`\ud83d\ude00`, '"}'),
    'lone surrogates': fill(`${note}[`, () => String.raw`,"\ud83d"`, ']}'),
    'an unclosed string of quotes': fill('"', () => String.raw`\"`, ''),
    'one long number': `${note}${fill('1', () => '0', '}')}`.slice(0, size),
    'one long fraction': fill(`${note}0.`, () => '1', '}').slice(0, size),
    'short numbers': fill(`${note}[`, () => ',1', ']}'),
    'numbers with an exponent': fill(`${note}[`, () => ',1e9', ']}'),
    'fractions with trailing zeros': fill(`${note}[`, () => ',1.50', ']}'),
    'seventeen digits': fill(`${note}[`, (index) => `,0.1234567890123456${index % 10}`, ']}'),
    'huge exponents': fill(`${note}[`, () => ',0e99999999', ']}'),
    'checks that are wrong': fill(
      `${record.replace(/,"checks":\[.*?\]/, '').slice(0, -1)},"checks":[`,
      () => ',0',
      ']}',
    ),
    'checks that are all but right': fill(
      `${record.replace(/,"checks":\[.*?\]/, '').slice(0, -1)},"checks":[`,
      () =>
        `,{"source":"a","query":"b","observed_at":"2026-11-20T11:00:00Z","response_sha256":"${'0'.repeat(64)}","x":1}`,
      ']}',
    ),
    'checks that are right': fill(
      `${record.replace(/,"checks":\[.*?\]/, '').slice(0, -1)},"checks":[`,
      () => `,{"source":"a","query":"b","observed_at":"2026-11-20T11:00:00Z","response_sha256":"${'0'.repeat(64)}"}`,
      ']}',
    ),
    'a long reason': fill(record.replace(/"reason":".*?"/, '"reason":"').slice(0, 40), () => 'x', '"}'),
    'a long log of texts': fill(open('log', '{"a":['), () => ',"x"', ']}}'),
    'a long DID': record.replace(/"subject":"/, `"subject":"did:web:${'a.'.repeat(520_000)}`),
    'a long time': record.replace(/"issued":"/, `"issued":"${'2'.repeat(1_040_000)}`),
    'white space': `${record}${' '.repeat(size - record.length)}`,
    'multi-byte text': fill(`${note}"`, () => '\u20ac', '"}').slice(0, 340_000),
  };
}
