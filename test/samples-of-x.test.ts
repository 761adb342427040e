import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

const root = new URL('../', import.meta.url);
const samples = readdirSync(new URL('test/fixtures/x/', root))
  .map((file) => file.replace(/\.json$/, ''))
  .filter((name) => /^(auth|v11|v2|xaa)\./.test(name));

/** A table of samples: those with names that begin and end so, of which it names the rest. */
interface Table {
  readonly test: string;
  readonly begins: string;
  readonly ends?: string;
  readonly names: readonly string[];
}

const rest = 'src/adapters/twitter/rest';
const webhook = 'src/adapters/twitter/webhook';

/** Which test says of which samples what becomes of them. */
const tables: readonly Table[] = [
  {
    test: `${rest}/accounts/auth-samples.test.ts`,
    begins: 'auth.',
    names: ['oauth2_pkce_token.response'],
  },
  {
    test: `${rest}/messages/message-data.test.ts`,
    begins: 'v11.dm.events_new.',
    ends: '.request',
    names: ['text', 'media', 'location_coordinate', 'quick_reply', 'ctas'],
  },
  {
    test: `${rest}/media/media-upload.test.ts`,
    begins: 'v11.media.',
    ends: '.response',
    names: ['init', 'finalize_sync', 'finalize_async', 'status_in_progress', 'status_succeeded'],
  },
  {
    test: `${rest}/media/media-upload-v2.test.ts`,
    begins: 'v2.media.',
    ends: '.response',
    names: [
      'initialize',
      'append',
      'finalize_sync',
      'finalize_async',
      'status_in_progress',
      'status_succeeded',
      'status_failed',
    ],
  },
  {
    test: `${rest}/media/media-upload-v2.test.ts`,
    begins: '',
    names: ['v2.media.initialize.request'],
  },
  {
    test: `${rest}/client/request-samples.test.ts`,
    begins: '',
    names: [
      'v11.dm.indicate_typing.request_form',
      'v11.dm.mark_read.request_form',
      'v2.dm.send.text.request',
      'v2.dm.send.media.request',
    ],
  },
  {
    test: `${rest}/client/response-samples.test.ts`,
    begins: '',
    names: [
      'auth.oauth2_token.response',
      'v11.dm.events_new.text.response',
      'v11.dm.events_new.ctas.response',
      'v11.dm.events_new.media.response',
      'v11.dm.events_list.response',
      'v11.dm.events_list.empty_page.response',
      'v11.dm.events_show.response',
      'v11.webhooks.create.response',
      'v11.webhooks.list.response',
      'v11.webhooks.list_all_environments.response',
      'v11.subscriptions.list_premium.response',
      'v11.subscriptions.list_enterprise.response',
      'v11.subscriptions.count.response',
      'v2.dm.send.response',
      'v2.users.by_username.response',
      'v2.users.me.response',
    ],
  },
  {
    test: `${rest}/activity/replay-fixtures.test.ts`,
    begins: 'v11.replay.',
    names: ['create.response'],
  },
  {
    test: `${rest}/activity/subscriptions-fixtures.test.ts`,
    begins: 'v2.aaa.',
    names: ['count.response', 'list.response', 'subscribe.response', 'unsubscribe.response'],
  },
  {
    test: `${rest}/activity/webhooks-fixtures.test.ts`,
    begins: '',
    names: [
      'v2.aaa.replay_old_endpoint.response',
      'v2.webhooks.create.request',
      'v2.webhooks.create.response',
      'v2.webhooks.create.response_captured',
      'v2.webhooks.delete.response',
      'v2.webhooks.list.response',
      'v2.webhooks.list_empty.response',
      'v2.webhooks.list_empty.response_captured',
      'v2.webhooks.replay.request',
      'v2.webhooks.replay.response',
      'v2.webhooks.validate.response',
    ],
  },
  {
    test: `${rest}/activity/activity-fixtures.test.ts`,
    begins: 'xaa.subscription.',
    names: [
      'create.request',
      'create.response_array_form',
      'create.response_flat_form',
      'create.response_nested_form',
      'delete.response',
      'list.response',
      'update.response',
    ],
  },
];

/** Tests that list the samples themselves, and fail when there is one of these that they lack. */
const exhaustive: readonly { readonly test: string; readonly which: RegExp }[] = [
  { test: `${rest}/client/failure-samples.test.ts`, which: /error|^v11\.(subscription|webhook)_/ },
  { test: `${webhook}/samples-of-v2.test.ts`, which: /^(xaa\.event\.|v2\.dm\.event)/ },
];

/** Those that the connector has no use for: every line there is one. */
const unused = readFileSync(new URL(`${webhook}/unused-samples.test.ts`, root), 'utf8');

const full = ({ begins, names, ends = '' }: Table): readonly string[] =>
  names.map((name) => `${begins}${name}${ends}`);

describe('every sample of X', () => {
  test('is in exactly one table', () => {
    const places = samples.map((name) => [
      name,
      [
        ...tables.filter((table) => full(table).includes(name)).map((table) => table.test),
        ...exhaustive.filter(({ which }) => which.test(name)).map((table) => table.test),
        ...(unused.includes(`'${name}': [`) ? ['unused'] : []),
      ],
    ]);
    expect(places.filter(([, found]) => found?.length !== 1)).toEqual([]);
    expect(samples.length).toBeGreaterThan(180);
  });

  test.each(tables.map((table) => [table.test, table] as const))(
    'that is said to be in %s is named there',
    (file, table) => {
      const source = readFileSync(new URL(file, root), 'utf8');
      expect(table.names.filter((name) => !source.includes(name))).toEqual([]);
      expect(source).toContain(table.begins);
      expect(full(table).filter((name) => !samples.includes(name))).toEqual([]);
    },
  );

  test.each(exhaustive)('of its kind is asked for in $test', ({ test: file, which }) => {
    const source = readFileSync(new URL(file, root), 'utf8');
    expect(source).toContain('readdirSync');
    expect(samples.filter((name) => which.test(name)).length).toBeGreaterThan(20);
  });
});
