import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULT_CUSTOMERS } from '../twitter/defaults.ts';
import { call } from './call.ts';
import { fileOf } from './files.ts';
import type { Neighbours } from './stage.ts';
import type { Transcript } from './transcript.ts';

const [ada] = DEFAULT_CUSTOMERS;

/** An X that processes media in no time. */
export const demoSettings = {
  settings: { media: { processingMs: 200, checkAfterSecs: 0.1 } },
} as const;

/**
 * The conversation of the demo, with files both ways, an outage of X and an answer that gets lost.
 * The account must be registered. Rejects when anything does not arrive, or arrives twice.
 */
export async function converse(stage: Neighbours, transcript: Transcript): Promise<void> {
  await call('POST', `${stage.cim.ccmUrl}/sandbox/settings`, { uploadBytesMax: 26_214_400 });
  await transcript.customerWrites(
    ada.id,
    'Hello! 👋 My card is blocked & I am abroad, see https://northwind.example/help',
  );
  await transcript.agentWrites(
    ada.id,
    'Hello Ada, thank you for writing. I am looking into it. 🔎',
  );
  await transcript.customerWrites(ada.id, 'That is fast, thanks 😀');

  await transcript.customerSends(ada.id, 'photo', 400_000);
  await transcript.customerSends(ada.id, 'video', 6_000_000);
  await transcript.agentSends(ada.id, fileOf('png', 300_000), 'image/png', 'how-to.png');
  await transcript.agentSends(ada.id, fileOf('mp4', 8_000_000), 'video/mp4', 'how-to.mp4');
  await transcript.agentOffers(ada.id, 'Which card is it?', ['Debit', 'Credit', 'Both']);
  await transcript.customerTaps(ada.id, 'Credit');
  await transcript.signsOfLife(ada.id);

  await call('POST', `${stage.x.url}/sandbox/faults`, {
    path: '/1.1/direct_messages/events/new.json',
    status: 503,
    code: 130,
    message: 'Over capacity',
  });
  transcript.say('X goes down: it answers 503 to every message');
  const waiting = transcript.agentWrites(ada.id, 'Your card is unblocked. Is there anything else?');
  await pause(1_500);
  await call('DELETE', `${stage.x.url}/sandbox/faults`);
  transcript.say('X is back');
  await waiting;

  await call('POST', `${stage.x.url}/sandbox/faults`, {
    path: '/1.1/direct_messages/events/new.json',
    times: 1,
    when: 'after',
    tear: true,
  });
  transcript.say('X takes the next message, and the connection breaks before its answer');
  await transcript.agentWrites(ada.id, 'Have a good trip! ✈️');
  await transcript.customerWrites(ada.id, 'Perfect, bye!');
  await transcript.end();
}
