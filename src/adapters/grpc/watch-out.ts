import type { AddressState, Gap, GapCause, Watch } from '../../domain/watch/watch.ts';
import { accountName } from './account-fields.ts';
import * as wire from './generated/twitter_connector/v1/watch.ts';

const causes: Readonly<Record<GapCause, wire.GapCause>> = {
  downtime: wire.GapCause.DOWNTIME,
  webhook: wire.GapCause.WEBHOOK,
  subscription: wire.GapCause.SUBSCRIPTION,
  silence: wire.GapCause.SILENCE,
  command: wire.GapCause.COMMAND,
};

const states: Readonly<Record<Gap['state'], wire.GapState>> = {
  healing: wire.GapState.HEALING,
  healed: wire.GapState.HEALED,
  partly: wire.GapState.PARTLY,
};

const addresses: Readonly<Record<AddressState, wire.AddressState>> = {
  answers: wire.AddressState.ANSWERS,
  wrong: wire.AddressState.WRONG,
  unreachable: wire.AddressState.UNREACHABLE,
};

const dateOf = (ms: number | undefined): Date | undefined =>
  ms === undefined ? undefined : new Date(ms);

/** A gap as clients see it. */
export const gapOut = (gap: Gap): wire.Gap => ({
  fromTime: dateOf(gap.fromMs),
  toTime: dateOf(gap.toMs),
  cause: causes[gap.cause],
  state: states[gap.state],
  read: gap.read,
  found: gap.found,
  replayed: gap.by.includes('replay'),
  waitTime: dateOf(gap.waitsUntilMs),
  endTime: dateOf(gap.endedAtMs),
});

/** What is watched of an account, as clients see it. */
export const watchOut = (watch: Watch): wire.Watch => ({
  account: accountName(watch.accountId),
  coveredTime: dateOf(watch.coveredUntilMs),
  heardTime: dateOf(watch.heardAtMs),
  checkTime: dateOf(watch.checkedAtMs),
  webhookValid: watch.webhookValid,
  subscribed: watch.subscribed,
  certificateExpireTime: dateOf(watch.certificateExpiresAtMs),
  address: watch.address === undefined ? wire.AddressState.UNSPECIFIED : addresses[watch.address],
  silentTime: dateOf(watch.silentSinceMs),
  gap: watch.gap && gapOut(watch.gap),
});
