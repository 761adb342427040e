import type { Container } from 'inversify';
import { systemClock } from '../adapters/system/system-clock.ts';
import { CountWaiting } from '../domain/delivery/count-waiting.ts';
import { DiscardDeadLetters } from '../domain/delivery/discard-dead-letters.ts';
import { RedriveDeadLetters } from '../domain/delivery/redrive-dead-letters.ts';
import { WatchJournal } from '../domain/delivery/watch-journal.ts';
import { KeepFile } from '../domain/media/keep-file.ts';
import { ReadFile } from '../domain/media/read-file.ts';
import { IndicateTyping } from '../domain/messaging/indicate-typing.ts';
import { MarkRead } from '../domain/messaging/mark-read.ts';
import { SendMessage } from '../domain/messaging/send-message.ts';
import { tokens } from './tokens.ts';

/** What internal services and operators do: messages, files, deliveries. */
export function bindOperations(container: Container): void {
  bindMessages(container);
  bindFiles(container);
  bindDeliveries(container);
}

function bindMessages(container: Container): void {
  const { findAccount, journal, lanes } = tokens;
  container
    .bind(tokens.sendMessage)
    .toResolvedValue(
      (...parts) => new SendMessage(...parts),
      [tokens.receiveAgentMessage, journal],
    );
  container
    .bind(tokens.indicateTyping)
    .toResolvedValue((...parts) => new IndicateTyping(...parts), [findAccount, tokens.typing]);
  container
    .bind(tokens.markRead)
    .toResolvedValue(
      (engine, find) => new MarkRead(engine, find, systemClock),
      [lanes, findAccount],
    );
  container.bind(tokens.watchJournal).toResolvedValue(
    (read, engine) =>
      new WatchJournal({
        journal: read,
        clock: systemClock,
        onNews: (listener) => engine.onChange(listener),
      }),
    [journal, lanes],
  );
}

function bindFiles(container: Container): void {
  const { configuration, files } = tokens;
  container
    .bind(tokens.keepFile)
    .toResolvedValue(
      (store, { MEDIA_TIMEOUT_MS }) => new KeepFile(store, systemClock, MEDIA_TIMEOUT_MS),
      [files, configuration],
    );
  container
    .bind(tokens.readFile)
    .toResolvedValue(
      (store, { MEDIA_TIMEOUT_MS }) => new ReadFile(store, systemClock, MEDIA_TIMEOUT_MS),
      [files, configuration],
    );
}

function bindDeliveries(container: Container): void {
  const { deadLetters, journal, lanes, store } = tokens;
  container
    .bind(tokens.redriveDeadLetters)
    .toResolvedValue(
      (letters, engine) =>
        new RedriveDeadLetters(letters, systemClock, () => void engine.lookAgain()),
      [deadLetters, lanes],
    );
  container
    .bind(tokens.discardDeadLetters)
    .toResolvedValue((letters) => new DiscardDeadLetters(letters, systemClock), [deadLetters]);
  container
    .bind(tokens.countWaiting)
    .toResolvedValue(
      (read, kept, engine) => new CountWaiting(read, kept, () => engine.targets()),
      [journal, store, lanes],
    );
}
