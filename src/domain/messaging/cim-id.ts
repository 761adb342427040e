/**
 * The CIM id of a part of a direct message: a version 8 UUID (RFC 9562) that spells the event id
 * (64 bits), the part (8 bits) and the low 50 bits of the account id. The same message makes the
 * same id whenever it is delivered again, by any replica, with nothing to look up.
 */
export function cimIdOf(accountId: string, eventId: string, part: number): string {
  const event = BigInt.asUintN(64, BigInt(eventId));
  const account = BigInt.asUintN(50, BigInt(accountId));
  const high = (event << 58n) | (BigInt.asUintN(8, BigInt(part)) << 50n) | account;
  const a = high >> 74n;
  const b = (high >> 62n) & 0xfffn;
  const c = high & ((1n << 62n) - 1n);
  const bits = (a << 80n) | (8n << 76n) | (b << 64n) | (2n << 62n) | c;
  const hex = bits.toString(16).padStart(32, '0');
  return [8, 12, 16, 20, 32].map((end, i, ends) => hex.slice(ends[i - 1] ?? 0, end)).join('-');
}
