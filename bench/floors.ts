// The servers that ours is compared with: `node bench/floors.ts NAME` listens and tells its port.
import { createHmac } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import express from 'express';
import { DEFAULT_APP } from '../sandbox/twitter/defaults.ts';

const header = 'x-twitter-webhooks-signature';

function isSigned(body: Buffer, signature: unknown): boolean {
  const digest = createHmac('sha256', DEFAULT_APP.consumerSecret).update(body).digest('base64');
  return signature === `sha256=${digest}`;
}

function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks)));
  });
}

const bare: RequestListener = (request, response) => {
  request.resume();
  request.on('end', () => response.end());
};

/** Group commit into one table without lanes, as durable as ours: WAL, synchronous FULL. */
function oneTable(): RequestListener {
  const database = new DatabaseSync(join(mkdtempSync(join(tmpdir(), 'floor-')), 'floor.db'));
  database.exec(
    'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL',
  );
  database.exec('CREATE TABLE event (id TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID');
  const insert = database.prepare('INSERT OR IGNORE INTO event VALUES (?, ?)');
  let waiting: { id: string; body: string; done: () => void }[] = [];
  const flush = () => {
    const group = waiting;
    waiting = [];
    database.exec('BEGIN IMMEDIATE');
    for (const { id, body } of group) insert.run(id, body);
    database.exec('COMMIT');
    for (const { done } of group) done();
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const raw = await bodyOf(request);
    if (!isSigned(raw, request.headers[header])) return void response.writeHead(401).end();
    const text = raw.toString();
    const id = JSON.parse(text).direct_message_events[0].id;
    if (waiting.length === 0) setImmediate(flush);
    waiting.push({ id, body: text, done: () => void response.end() });
  };
  return (request, response) => void answer(request, response);
}

function withExpress(): RequestListener {
  const app = express();
  app.use(express.raw({ type: 'application/json' }));
  app.post('/webhook/twitter/:id', (request, response) => {
    if (!isSigned(request.body, request.headers[header])) return void response.sendStatus(401);
    JSON.parse(request.body.toString());
    response.sendStatus(200);
  });
  return app;
}

const floors: Readonly<Record<string, () => RequestListener>> = {
  'node:http, bare': () => bare,
  'node:http, HMAC, one-table insert': oneTable,
  'express, HMAC, no journal': withExpress,
};

const server = createServer(floors[process.argv[2] ?? '']?.() ?? bare);
server.listen(0, '127.0.0.1', () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
);
