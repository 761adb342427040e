import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Interaction, interactionsOf } from '../pact-files.ts';
import { queryOf, valueOf } from './examples.ts';
import { endpointOf, faultsAs, faultsOf, names } from './shapes.ts';

const ours = interactionsOf({ consumer: 'twitter-connector', provider: 'x' });
const theirs = interactionsOf({ consumer: 'x', provider: 'twitter-connector' });

const named = (interactions: readonly Interaction[]) =>
  interactions.map((each) => [each.description, each] as const);

function requestFaults({ request }: Interaction): readonly string[] {
  const endpoint = endpointOf(request);
  if (endpoint === undefined) return ['no such end point is recorded'];
  const { query = { type: 'object', additionalProperties: false }, body } = endpoint;
  const sent = valueOf(request.body);
  if (sent !== undefined && body === undefined) return ['it takes no body'];
  return [
    ...faultsOf(queryOf(request), query),
    ...(body === undefined ? [] : faultsOf(sent, body)),
  ];
}

function answerFaults({ request, response }: Interaction): readonly string[] {
  const answered = valueOf(response.body);
  if (answered === undefined) return [];
  if (response.status >= 400) return faultsAs(answered, 'refusal');
  const shape = endpointOf(request)?.answers[String(response.status)];
  if (!shape) return [`no body is recorded for ${response.status}`];
  return faultsOf(answered, shape);
}

describe('what we send to X is in the shapes that are recorded', () => {
  test.each(named(ours))('%s', (_, interaction) => expect(requestFaults(interaction)).toEqual([]));
});

describe('what we read from X is in the shapes that are recorded', () => {
  test.each(named(ours))('%s', (_, interaction) => expect(answerFaults(interaction)).toEqual([]));
});

/** What X would never send is an example all the same. */
const odd: ReadonlySet<string> = new Set(['tells with a list']);

describe('what X sends to us is in the shapes that are recorded', () => {
  const deliveries = named(theirs).filter(([description]) => !odd.has(description));
  test.each(deliveries)('%s', (_, interaction) => expect(requestFaults(interaction)).toEqual([]));
});

/** Which samples of X are which shape. */
const samples: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^v11\.dm\.events_new\..*request/, 'newMessage'],
  [/^v11\.dm\.events_new\..*response/, 'createdMessage'],
  [/^v11\.dm\.events_list\./, 'messageList'],
  [/^v11\.media\..*\.response/, 'upload'],
  [/^v11\.webhooks\.create/, 'webhook'],
  [/^v11\.webhooks\.list/, 'webhookList'],
  [/^v11\.subscriptions\.list_premium/, 'subscriptionList'],
  [/^v11\.subscriptions\.count/, 'subscriptionCount'],
  [/^v11\.(error|dm_error|webhook|subscription)_/, 'refusal'],
  [/^auth\.error_/, 'refusal'],
  [/^v2\.dm\.send\..*request/, 'v2NewMessage'],
  [/^v2\.dm\.send\.response/, 'v2CreatedMessage'],
  [/^v2\.dm\.events_list\./, 'v2Events'],
  [/^v2\.dm\.event\./, 'v2DirectMessage'],
  [/^v2\.media\.initialize\.request/, 'v2NewUpload'],
  [/^v2\.media\..*response/, 'v2Upload'],
  [/^v2\.(dm\.|webhooks\.|aaa\.)?error_[45]/, 'refusal'],
  [/^v2\.users\./, 'v2Lookup'],
  [/^v2\.webhooks\.create\.request/, 'v2NewWebhook'],
  [/^v2\.webhooks\.list/, 'v2WebhookList'],
  [/^v2\.webhooks\.validate/, 'v2Validity'],
  [/^(v2\.webhooks|xaa\.subscription)\.delete/, 'v2Deletion'],
  [/^v2\.webhooks\.replay\.request/, 'v2ReplayOrder'],
  [/^v2\.webhooks\.replay\.response/, 'v2Replay'],
  [/^v11\.replay\.create/, 'replayJob'],
  [/^v11\.dm\.events_show/, 'shownMessage'],
  [/^v2\.aaa\.(un)?subscribe/, 'v2Subscribed'],
  [/^v2\.aaa\.list/, 'v2SubscriptionList'],
  [/^xaa\.subscription\.create\.request/, 'newActivitySubscription'],
  [/^xaa\.subscription\.(create|update)\.response/, 'activitySubscribed'],
  [/^xaa\.subscription\.list/, 'activityList'],
  [/^xaa\.subscription\.error/, 'refusal'],
  [/^v11\.replay\.error/, 'refusal'],
  [/^auth\.oauth2_pkce_token\.response/, 'userTokens'],
  [/^auth\.oauth2_pkce_token\.error/, 'refusal'],
  [/^auth\.oauth2_token/, 'bearerToken'],
  [/^webhook\.crc\.response/, 'challengeAnswer'],
  [/^aaa\.direct_message/, 'accountActivity'],
  [/^aaa\.user_event\.revoke/, 'revoke'],
  [/^xaa\.event\.dm\.(received|sent)/, 'xActivity'],
  [/^xaa\.event\.chat\./, 'xActivity'],
];

describe('the recorded shapes are those of X', () => {
  const folder = new URL('../../test/fixtures/x/', import.meta.url);
  const files = readdirSync(folder);

  test.each(samples)('%s is a %s', (pattern, name) => {
    const found = files.filter((file) => pattern.test(file));
    expect(found.length).toBeGreaterThan(0);
    for (const file of found) {
      const sample: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
      expect([file, ...faultsAs(sample, name)]).toEqual([file]);
    }
  });

  test('a name that X does not know is told', () => {
    const event = { event: { id: '1', created_timestamp: '1732000000123', textt: 'Hi' } };
    expect(faultsAs(event, 'createdMessage')).toEqual(['event: Unrecognized key: "textt"']);
    expect(names.has('createdMessage')).toBe(true);
  });
});
