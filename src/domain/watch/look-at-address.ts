import type { Account } from '../accounts/account.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Alarms } from './alarms.ts';
import type { AddressFindings, PublicAddress } from './public-address.ts';
import type { AddressState, Alarm } from './watch.ts';
import type { WatchChange } from './watches.ts';

export interface LookAtAddressParts {
  readonly publicAddress: PublicAddress;
  readonly alarms: Alarms;
  readonly clock: Clock;
  /** How long before its end a certificate is told. */
  readonly certificateMs: number;
}

const alarmOf: Readonly<Record<AddressState, Alarm | undefined>> = {
  answers: undefined,
  wrong: 'address-wrong',
  unreachable: 'address-unreachable',
};

/** Looks at the public address of an account's webhook as X does. */
export class LookAtAddress {
  readonly #parts: LookAtAddressParts;

  constructor(parts: LookAtAddressParts) {
    this.#parts = parts;
  }

  /** `known` is what was found at the addresses that were looked at together with this one. */
  async execute(
    { credentials, id, registration }: Account,
    known: Map<string, Promise<AddressFindings>> = new Map(),
  ): Promise<WatchChange> {
    const { alarms, certificateMs, clock, publicAddress } = this.#parts;
    if (registration === undefined) return {};
    const { webhookUrl } = registration;
    const { consumerSecret } = credentials;
    const address = JSON.stringify([webhookUrl, consumerSecret]);
    const examined = known.get(address) ?? publicAddress.examine(webhookUrl, consumerSecret);
    known.set(address, examined);
    const found = await examined;
    const alarm = alarmOf[found.state];
    const others = (['address-wrong', 'address-unreachable'] as const).filter((a) => a !== alarm);
    alarms.over(id, ...others);
    if (alarm !== undefined) alarms.raise(id, alarm);
    const { certificateExpiresAtMs: endsMs, state } = found;
    if (endsMs === undefined) return { address: state };
    if (endsMs - clock.now() < certificateMs) alarms.raise(id, 'certificate');
    else alarms.over(id, 'certificate');
    return { address: state, certificateExpiresAtMs: endsMs };
  }
}
