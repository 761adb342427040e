import { once } from 'node:events';
import { type CallContext, clientStream, serverStream } from '../adapters/grpc/calls.ts';
import {
  File,
  type MediaServiceServer,
  type UploadFileRequest,
} from '../adapters/grpc/generated/twitter_connector/v1/media.ts';
import {
  type GetMessageRequest,
  Message,
  type MessagingServiceServer,
  MessageState,
  type SendMessageRequest,
  type WatchMessagesRequest,
} from '../adapters/grpc/generated/twitter_connector/v1/messaging.ts';
import { Failure } from '../domain/errors.ts';
import type { CannedWorld } from './canned-world.model.ts';

/** Messages of the canned world; a cursor is the number of changes before it. */
export function cannedMessaging(world: CannedWorld): MessagingServiceServer {
  return {
    sendMessage: world.answers('SendMessage', ({ requestId }: SendMessageRequest) => {
      const name = `messages/api/${requestId}`;
      const known = world.messages.find((message) => message.name === name);
      return { message: known ?? Message.fromPartial({ name, state: MessageState.WAITING }) };
    }),
    indicateTyping: world.answers('IndicateTyping', () => ({})),
    markRead: world.answers('MarkRead', () => ({})),
    getMessage: world.answers('GetMessage', ({ name }: GetMessageRequest) => {
      const message = world.messages.find((known) => known.name === name);
      if (message === undefined) throw new Failure('not-found', 'there is no such message');
      const changes = world.changes.filter((change) => change.message === name);
      return { message, changes, tries: 3, nextTryTime: new Date('2026-03-01T12:01:00Z') };
    }),
    listMessages: world.answers('ListMessages', () => ({
      messages: world.messages,
      nextPageToken: '',
    })),
    watchMessages: serverStream(
      (request, context) => watch(world, request, context),
      () => {},
    ),
  };
}

async function* watch(world: CannedWorld, request: WatchMessagesRequest, { signal }: CallContext) {
  world.note('WatchMessages', request);
  const begin = request.fromStart ? 0 : world.changes.length;
  let at = request.cursor === '' ? begin : Number(request.cursor);
  yield { change: undefined, cursor: String(at) };
  for (;;) {
    const news = once(world.news, 'news', { signal });
    news.catch(() => {});
    for (; at < world.changes.length; at++) {
      yield { change: world.changes[at], cursor: String(at + 1) };
    }
    await news;
  }
}

const cannedChunkBytes = 64 * 1024;

/** Files of the canned world. */
export function cannedMedia(world: CannedWorld): MediaServiceServer {
  return {
    uploadFile: clientStream(
      (requests) => upload(world, requests),
      () => {},
    ),
    downloadFile: serverStream(
      async function* ({ name }) {
        world.note('DownloadFile', { name });
        await world.answering('DownloadFile');
        const bytes = world.files.get(name);
        if (bytes === undefined) throw new Failure('not-found', 'there is no such file');
        const sizeBytes = BigInt(bytes.length);
        const file = File.fromPartial({ name, contentType: 'image/png', sizeBytes });
        yield { step: { $case: 'file' as const, value: file } };
        for (let at = 0; at < bytes.length; at += cannedChunkBytes) {
          const value = bytes.subarray(at, at + cannedChunkBytes);
          if (at > 0) world.note('DownloadFile, further', { name });
          yield { step: { $case: 'chunk' as const, value } };
        }
      },
      () => {},
    ),
  };
}

async function upload(world: CannedWorld, requests: AsyncIterable<UploadFileRequest>) {
  await world.answering('UploadFile');
  const chunks: Buffer[] = [];
  let file = File.fromPartial({});
  for await (const { step } of requests) {
    if (step?.$case === 'chunk') chunks.push(step.value);
    if (step?.$case !== 'header') continue;
    world.note('UploadFile', step.value);
    const { fileName, contentType, sizeBytes } = step.value;
    const name = `files/${fileName}`;
    file = { name, contentType, sizeBytes, url: `https://files.example/${fileName}` };
  }
  world.files.set(file.name, Buffer.concat(chunks));
  return { file };
}
