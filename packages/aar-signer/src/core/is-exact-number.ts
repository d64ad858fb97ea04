/** At most 15 digits, at most two in the exponent. */
const shortPattern = /^(?=.{1,15}$)-?[\d.]+(?:[eE][+-]?\d{1,2})?$/;

/**
 * True when canonical JSON (RFC 8785) writes the number token's decimal value again, so that no reader sees another one.
 * Refused: `9007199254740993`, `1e400`, `1e-400`, `-0`, more digits than the shortest spelling of the double has.
 */
export function isExactNumber(token: string): boolean {
  const value = Number(token);
  // A double holds any 15 digits, far from its range's ends; most numbers are this short.
  if (shortPattern.test(token)) return !Object.is(value, -0);
  if (!Number.isFinite(value) || Object.is(value, -0)) return false;
  const written = String(value);
  return written === token || decimalOf(written) === decimalOf(token);
}

/** Sign, significant digits and exponent: one spelling for each decimal value. */
function decimalOf(token: string): string {
  const [mantissa = '', exponent = '0'] = token.toLowerCase().split('e');
  const negative = mantissa.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? mantissa.slice(1) : mantissa).split('.');
  const digits = whole + fraction;
  let start = 0;
  while (digits[start] === '0') start += 1;
  let end = digits.length;
  while (end > start && digits[end - 1] === '0') end -= 1;
  if (start === end) return '0';
  const scale = Number(exponent) - fraction.length + (digits.length - end);
  return `${negative ? '-' : ''}${digits.slice(start, end)}e${String(scale)}`;
}
