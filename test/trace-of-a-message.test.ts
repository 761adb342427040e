import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';
import { Collector, type ExportedSpan } from './collector.ts';
import { agentSends, customerSends, reportOn } from './media-world.ts';
import { drawing, spansOf, traceOf } from './trace-tree.ts';
import { shown } from './world.ts';

const collector = new Collector();
const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  Buffer.alloc(2_000),
]);

let stage: Stage;
let fromCustomer: string;
let fromAgent: string;

beforeAll(async () => {
  const environment = { LOG_LEVEL: 'trace', ...(await collector.listen()) };
  stage = await setStage({ environment });
  await stage.register();
  const eventId = await customerSends(stage, { kind: 'photo', fileBytes: 2_000 }, 'an aardvark');
  await shown(stage, 'IMAGE', 1);
  const options = { caption: 'a bumblebee' };
  const cimId = await agentSends(stage, 'chinchilla.png', png, 'image/png', options);
  await reportOn(stage, cimId);
  fromCustomer = await traceOf(collector, `x/${DEFAULT_BUSINESS.id}/${eventId}`);
  fromAgent = await traceOf(collector, `cim/${cimId}`);
}, 60_000);
afterAll(async () => {
  await stage.close();
  await collector.close();
});

const customersWay = [
  'server POST /webhook/twitter/{accountId}',
  '  producer enqueue contact-center',
  '    ~ consumer deliver contact-center',
  '      client POST /message/receive',
  '    ~ consumer deliver contact-center',
  '      client GET /1.1/ton/{file}',
  '      client POST /api/uploadFileStream',
  '    ~ consumer deliver contact-center',
  '      client POST /message/receive',
];

const agentsWay = [
  'server POST /message/receive',
  '  producer enqueue x/{account}',
  '    ~ consumer deliver x/{account}',
  '      client GET /api/downloadFileStream',
  '      client POST /1.1/media/upload.json',
  '      client POST /1.1/media/upload.json',
  '      client POST /1.1/media/upload.json',
  '    ~ consumer deliver x/{account}',
  '      client POST /1.1/direct_messages/events/new.json',
  '      ~ consumer deliver contact-center',
  '        client POST /message/receive',
];

test('a photo of a customer is followed from the webhook to CCM, and its file on the way', async () => {
  expect(await drawing(collector, fromCustomer, customersWay.length)).toEqual(customersWay);
});

test('an image of an agent is followed to X, its file and its report included', async () => {
  expect(await drawing(collector, fromAgent, agentsWay.length)).toEqual(agentsWay);
});

describe('the log of a message', () => {
  const linesOf = (traceId: string): readonly Record<string, unknown>[] =>
    stage.connector.output
      .split('\n')
      .filter((line) => line.includes(traceId))
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  const named = (spans: readonly ExportedSpan[], spanId: unknown) =>
    spans.find((span) => span.spanId === spanId)?.name;

  test('says in which attempt at it something happened', async () => {
    await drawing(collector, fromCustomer, customersWay.length);
    const spans = spansOf(collector, fromCustomer);
    const said = linesOf(fromCustomer).map(({ msg, span_id }) => [msg, named(spans, span_id)]);
    expect(said).toContainEqual(['a file has passed', 'deliver contact-center']);
    expect(said).toContainEqual(['delivered', 'deliver contact-center']);
    expect(said.every(([, name]) => name !== undefined)).toBe(true);
  });
});

test.each([
  'aardvark',
  'bumblebee',
  'chinchilla',
  DEFAULT_APP.consumerKey,
  DEFAULT_APP.consumerSecret,
  DEFAULT_BUSINESS.accessToken,
  DEFAULT_BUSINESS.accessTokenSecret,
  'OAuth ',
])(
  'nothing that the collector got tells a text, a name of a file or a secret (%#)',
  async (word) => {
    await drawing(collector, fromAgent, agentsWay.length);
    expect(collector.received).toContain(fromAgent);
    expect(collector.received).not.toContain(word);
  },
);
