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

/** The event id that {@link cimIdOf} put into a CIM id; undefined for ids that others made. */
export function eventIdIn(cimId: string): string | undefined {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(cimId)) {
    return undefined;
  }
  const bits = BigInt(`0x${cimId.replaceAll('-', '')}`);
  const high = ((bits >> 80n) << 16n) | (((bits >> 64n) & 0xfffn) << 4n) | ((bits >> 58n) & 0xfn);
  return String(high);
}

/** When X made the event of this id, a snowflake: epoch milliseconds. */
export function sentAtMsOf(eventId: string): number {
  return Number((BigInt(eventId) >> 22n) + 1_288_834_974_657n);
}
