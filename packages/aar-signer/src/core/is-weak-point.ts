const fieldPrime = 2n ** 255n - 19n;

const orderEightY = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
/** y-coordinates of the eight points of small order: with such a key one signature fits every message. */
const smallOrderY = new Set([0n, 1n, fieldPrime - 1n, orderEightY, fieldPrime - orderEightY]);

/** True when 32 bytes encode a point of small order or spell a coordinate non-canonically. */
export function isWeakPoint(publicKey: Uint8Array): boolean {
  const y = BigInt(`0x${Buffer.from(publicKey.toReversed()).toString('hex')}`) & (2n ** 255n - 1n);
  return y >= fieldPrime || smallOrderY.has(y);
}
