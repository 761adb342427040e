import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SpanKind } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { request } from 'undici';
import { clientCalls, templateOf } from './client-calls.ts';
import { following } from './spans.model.ts';

describe('a call', () => {
  let followed: ReturnType<typeof following>;
  let calls: ReturnType<typeof clientCalls>;
  const servers: Server[] = [];
  /** Of the newest call that came, by the server that it came to. */
  const heard = new Map<string, IncomingHttpHeaders>();
  let [ccm, x, media, stranger] = ['', '', '', ''];

  async function neighbour(): Promise<string> {
    const server = createServer(({ headers }, response) => {
      heard.set(`http://${headers.host}`, headers);
      response.end();
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  beforeAll(async () => {
    followed = following();
    [ccm, x] = [await neighbour(), await neighbour()];
    [media, stranger] = [await neighbour(), await neighbour()];
    calls = clientCalls({ inside: [ccm], known: [ccm, x], media: [new URL(media).host] });
  });
  beforeEach(() => followed.forget());
  afterAll(async () => {
    calls.disable();
    for (const server of servers) server.closeAllConnections();
    for (const server of servers) server.close();
    await followed.stop();
  });

  const called = async (url: string) => {
    await (await request(url)).body.dump();
    return followed.spans()[0];
  };

  test('is a span, named by what is asked and not of whom', async () => {
    const span = await called(`${x}/1.1/webhooks/1198765432109876543.json`);
    expect(span).toMatchObject({ name: 'GET /1.1/webhooks/{id}.json', kind: SpanKind.CLIENT });
  });

  test('tells where a file comes from, and not which one: who knows that may read it', async () => {
    for (const [origin, name] of [
      [media, 'GET {file}'],
      [stranger, 'GET'],
    ] as const) {
      followed.forget();
      const span = await called(`${origin}/dm_video/1198765432109876543/private.mp4?tag=1`);
      expect(span?.name).toBe(name);
      expect(span?.attributes).toMatchObject({
        'url.full': `${origin}/REDACTED`,
        'url.path': '/REDACTED',
        'server.port': Number(new URL(origin).port),
      });
      expect(JSON.stringify(span?.attributes)).not.toMatch(/private|11987/);
    }
  });

  test('tells nothing of its query', async () => {
    const span = await called(`${ccm}/messages?token=secret-0123456789`);
    expect(JSON.stringify(span?.attributes)).not.toContain('secret');
    expect(span?.attributes).toMatchObject({ 'url.full': `${ccm}/messages` });
  });

  test('tells a neighbour inside the cluster its trace, and nobody else', async () => {
    const span = await called(`${ccm}/messages`);
    expect(heard.get(ccm)?.['traceparent']).toContain(span?.spanContext().spanId);
    await called(`${x}/messages`);
    expect(heard.get(x)).not.toHaveProperty('traceparent');
  });
});

test.each([
  ['/message/receive', '/message/receive'],
  ['/1.1/direct_messages/events/new.json', '/1.1/direct_messages/events/new.json'],
  ['/1.1/direct_messages/events/list.json?count=50', '/1.1/direct_messages/events/list.json'],
  [
    '/1.1/account_activity/all/prod/webhooks/1198765432109876543.json',
    '/1.1/account_activity/all/prod/webhooks/{id}.json',
  ],
  ['/2/users/by/username/ada_lovelace?user.fields=id', '/2/users/by/username/{name}'],
  [
    '/channels/service-identifier/732739706/channel-type/61b399ce-eaa9-4de4-9aca-55edd0b05373',
    '/channels/service-identifier/{id}/channel-type/{id}',
  ],
  ['/api/downloadFileStream?filename=61b399ce.jpg', '/api/downloadFileStream'],
  ['/channel-connectors/6433d8e1aeed9a1b2c3d4e5f', '/channel-connectors/{id}'],
  ['/1.1/ton/data/dm/1198765432109876543/1198765432109876544/3CJ9I2jl.jpg', '/1.1/ton/{file}'],
  ['/', '/'],
])('the path %s is one of %s', (path, template) => {
  expect(templateOf(path)).toBe(template);
});
