import { type Command, Option } from 'commander';
import {
  AddressState,
  type Gap,
  GapCause,
  GapState,
  GetWatchRequest,
  HealGapRequest,
  HealGapResponse,
  Watch,
  WatchServiceService,
} from '../../adapters/grpc/generated/twitter_connector/v1/watch.ts';
import { CommandFailed, exitCodes, type ExitCode } from '../exit-codes.ts';
import { examples } from '../examples.ts';
import { idIn, idOf, named } from '../names.ts';
import type { Act, Session } from '../session.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { stamp, timeIn, told } from '../terminal/times.ts';

/** `accounts watch|heal`. */
export function accountWatchCommands(program: Command, act: Act, terminal: Terminal): void {
  const accounts = program.commands.find((command) => command.name() === 'accounts') ?? program;
  const time = (flags: string, meaning: string) =>
    new Option(flags, meaning).argParser((text) => timeIn(text, terminal.now()));
  accounts
    .command('watch')
    .description(
      'Show whether X still tells everything, as the watchdog found when it looked last.',
    )
    .argument('<account>', 'Numeric id of the account.', idIn)
    .addHelpText('after', examples('accounts watch 732739706'))
    .action(act(watch));
  accounts
    .command('heal')
    .description('Look on X for messages that were missed; what had been heard is not shown again.')
    .argument('<account>', 'Numeric id of the account.', idIn)
    .addOption(
      time('--since <time>', 'From when on, e.g. 15m, 2h, 3d or 2026-03-01.').makeOptionMandatory(),
    )
    .addOption(time('--until <time>', 'Until when; now when left out.'))
    .addHelpText('after', examples('accounts heal 732739706 --since 6h'))
    .action(act(heal));
}

async function watch({ api, output, terminal }: Session, _: object, id: string): Promise<void> {
  const request = GetWatchRequest.fromPartial({ account: named('accounts', id) });
  const answer = await api.ask(WatchServiceService.getWatch, request);
  const shown = Watch.fromPartial(answer.watch ?? {});
  await output.thing(watchFields(shown, terminal.now()), Watch.toJSON(shown));
}

interface HealOptions {
  readonly since?: Date;
  readonly until?: Date;
}

async function heal(
  { api, output }: Session,
  { since, until }: HealOptions,
  id: string,
): Promise<ExitCode | void> {
  const request = HealGapRequest.fromPartial({
    account: named('accounts', id),
    fromTime: since,
    toTime: until,
  });
  let last: Gap | undefined;
  for await (const answer of api.read(WatchServiceService.healGap, request)) {
    last = answer.gap ?? last;
    if (output.json) await output.value(HealGapResponse.toJSON(answer));
    else if (last?.state === GapState.HEALING) output.note(progressOf(last));
  }
  if (last?.state === GapState.PARTLY) {
    throw new CommandFailed(
      exitCodes.refused,
      `X has not everything of that time any more; ${counted(last)}.`,
      'X lists the messages of the last 30 days.',
    );
  }
  if (!output.json && last !== undefined)
    await output.line(`Everything is here: ${counted(last)}.`);
}

const counted = ({ found, read }: Gap): string =>
  `${found} had been missed, of ${read} that X listed`;

const progressOf = (gap: Gap): string =>
  gap.waitTime === undefined
    ? `${gap.read} read so far.`
    : `${gap.read} read so far; waiting for X until ${stamp(gap.waitTime)}.`;

const yesOrNo = (said: boolean | undefined): string =>
  said === undefined ? 'not asked yet' : said ? 'yes' : 'no';

const addressWords: Readonly<Record<AddressState, string>> = {
  [AddressState.UNSPECIFIED]: 'not looked at yet',
  [AddressState.ANSWERS]: 'answers challenges',
  [AddressState.WRONG]: 'does not answer challenges as it should',
  [AddressState.UNREACHABLE]: 'cannot be reached from the connector',
  [AddressState.UNRECOGNIZED]: 'unknown',
};

const causeWords: Readonly<Record<GapCause, string>> = {
  [GapCause.UNSPECIFIED]: 'unknown',
  [GapCause.DOWNTIME]: 'the connector was not up',
  [GapCause.WEBHOOK]: 'X had no valid webhook',
  [GapCause.SUBSCRIPTION]: 'the account was not subscribed',
  [GapCause.SILENCE]: 'X did not send what it had',
  [GapCause.COMMAND]: 'somebody asked',
  [GapCause.UNRECOGNIZED]: 'unknown',
};

const gapWords: Readonly<Record<GapState, string>> = {
  [GapState.UNSPECIFIED]: 'unknown',
  [GapState.HEALING]: 'being healed',
  [GapState.HEALED]: 'healed',
  [GapState.PARTLY]: 'healed in part, the rest is gone on X',
  [GapState.UNRECOGNIZED]: 'unknown',
};

const gapText = (gap: Gap | undefined, nowMs: number): string =>
  gap === undefined
    ? 'none'
    : `${told(gap.fromTime, nowMs)} to ${told(gap.toTime, nowMs)}, ${causeWords[gap.cause]}: ${gapWords[gap.state]}; ${counted(gap)}`;

/** The fields of `accounts watch`. */
const watchFields = (
  shown: Watch,
  nowMs: number,
): Readonly<Record<string, string | readonly string[]>> => ({
  account: idOf(shown.account),
  'heard everything until': told(shown.coveredTime, nowMs),
  'heard something last': told(shown.heardTime, nowMs),
  'silent since': told(shown.silentTime, nowMs),
  'asked X': told(shown.checkTime, nowMs),
  'webhook valid': yesOrNo(shown.webhookValid),
  subscribed: yesOrNo(shown.subscribed),
  'public address': addressWords[shown.address],
  'certificate ends': told(shown.certificateExpireTime, nowMs),
  'newest gap': gapText(shown.gap, nowMs),
});
