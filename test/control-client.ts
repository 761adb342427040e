import { expect } from '@jest/globals';
import { credentials, type ServiceError, status } from '@grpc/grpc-js';
import { DeliveryServiceClient } from '../src/adapters/grpc/generated/twitter_connector/v1/delivery.ts';
import { MediaServiceClient } from '../src/adapters/grpc/generated/twitter_connector/v1/media.ts';
import {
  type GetMessageResponse,
  MessageState,
  MessagingServiceClient,
  type WatchMessagesRequest,
  type WatchMessagesResponse,
} from '../src/adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { eventually } from './eventually.ts';

/** A client of each service on one port of this machine. */
export function clientsOf(port: number) {
  const at = [`127.0.0.1:${port}`, credentials.createInsecure()] as const;
  const messaging = new MessagingServiceClient(...at);
  const media = new MediaServiceClient(...at);
  const delivery = new DeliveryServiceClient(...at);
  const close = () => {
    for (const client of [messaging, media, delivery]) client.close();
  };
  return { messaging, media, delivery, close };
}

/** What is known of a message. */
export const recordOf = (client: MessagingServiceClient, name: string) =>
  ask<GetMessageResponse>((settle) => client.getMessage({ name }, settle));

/** What is known of a message once it is delivered or given up. */
export const settled = (client: MessagingServiceClient, name: string) =>
  eventually(
    () => recordOf(client, name),
    ({ message }) => message?.state !== MessageState.WAITING,
  );

type Settle<A> = (error: ServiceError | null, answer: A) => void;

/** What a call answers; fails as the call does. */
export const ask = <A>(call: (settle: Settle<A>) => unknown): Promise<A> =>
  new Promise((resolve, reject) => {
    call((error, answer) => (error === null ? resolve(answer) : reject(error)));
  });

/** How a failed call is told: its status, and the server's words. */
export const refused = (code: keyof typeof status, details: string | RegExp) =>
  expect.objectContaining({
    code: status[code],
    details: typeof details === 'string' ? details : expect.stringMatching(details),
  });

/** A watch whose answers are taken one by one. */
export function watching(
  client: MessagingServiceClient,
  request: Partial<WatchMessagesRequest> = {},
) {
  const nothing = { cursor: '', fromStart: false, account: '', customer: '' };
  const call = client.watchMessages({ ...nothing, ...request });
  const answers = call[Symbol.asyncIterator]();
  const next = async (): Promise<WatchMessagesResponse> => (await answers.next()).value;
  /** The next so many changes, and where to go on after them. */
  const changes = async (count: number) => {
    const taken: string[] = [];
    let cursor = '';
    while (taken.length < count) {
      const answer = await next();
      cursor = answer.cursor;
      if (answer.change !== undefined) taken.push(toldOf(answer));
    }
    return { taken, cursor };
  };
  /** Passes over what comes until the call fails. */
  const drained = async () => {
    while ((await answers.next()).done !== true);
  };
  call.on('error', () => {});
  return { call, next, changes, drained, cancel: () => call.cancel() };
}

const kinds = ['', 'accepted', 'delivered', 'buried', 'redriven', 'discarded'];

/** A change in two words. */
const toldOf = ({ change }: WatchMessagesResponse): string =>
  `${change?.message.replace('messages/', '')} ${kinds[change?.kind ?? 0]}`;
