const pattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|\+00:00)$/;
const longest = '2026-01-31T12:00:00.123456789+00:00'.length;

const millisecondsPerDay = 86_400_000;

/** The last two texts read: a record's few times are asked for again at every step of its verification. */
let recent: readonly [Reading, Reading] = [
  { text: '', time: null },
  { text: '', time: null },
];

interface Reading {
  readonly text: string;
  readonly time: bigint | null;
}

/** An RFC 3339 time in UTC as nanoseconds since 1970, or null. Leap seconds and dates that do not exist are refused. */
export function parseUtcTime(text: string): bigint | null {
  if (recent[0].text === text) return recent[0].time;
  if (recent[1].text === text) return recent[1].time;
  const time = readUtcTime(text);
  if (text.length <= longest) recent = [{ text, time }, recent[0]];
  return time;
}

function readUtcTime(text: string): bigint | null {
  if (text.length > longest || !pattern.test(text)) return null;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  const [hour, minute, second] = [digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const milliseconds =
    daysSince1970(year, month, day) * millisecondsPerDay + ((hour * 60 + minute) * 60 + second) * 1000;
  return BigInt(milliseconds) * 1_000_000n + BigInt(nanoseconds(text));
}

/** A date as nanoseconds since 1970. */
export function toNanoseconds(date: Date): bigint {
  return BigInt(date.getTime()) * 1_000_000n;
}

function digits(text: string, start: number, end: number): number {
  let number = 0;
  for (let index = start; index < end; index += 1) number = number * 10 + text.charCodeAt(index) - 0x30;
  return number;
}

function nanoseconds(text: string): number {
  if (text[19] !== '.') return 0;
  const end = text.endsWith('Z') ? text.length - 1 : text.length - '+00:00'.length;
  return digits(text, 20, end) * 10 ** (29 - end);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Proleptic Gregorian calendar; years run from March so that the leap day is the last. */
function daysSince1970(year: number, month: number, day: number): number {
  const years = month > 2 ? year : year - 1;
  const era = Math.floor(years / 400);
  const yearOfEra = years - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
