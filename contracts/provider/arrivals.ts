import { call } from '../../sandbox/stage/call.ts';
import { signedEvent } from '../../sandbox/stage/events.ts';
import { eventually } from '../../test/eventually.ts';
import { webhookPath } from '../consumer/as-x/examples.ts';
import { customerId, eventId } from '../people.ts';
import type { ConnectorRig } from './connector-rig.ts';

/** What the contact centre shows or is told, of whom and when. */
export interface Arrived {
  readonly type: string;
  readonly text: string;
  readonly customer: string;
  readonly account: string;
  /** First and last name. */
  readonly names?: readonly [first: string, last: string];
  readonly attributes: Readonly<Record<string, string>>;
  readonly providerMessageId?: string;
  /** Epoch milliseconds; absent: just now, by our own clock. */
  readonly atMs?: number;
  readonly payload?: string;
  readonly location?: object;
  readonly file?: { readonly mimeType: string; readonly size: number };
  readonly status?: string;
  /** The message that a report is about. */
  readonly messageId?: string;
}

interface Listed extends Pick<Arrived, 'type' | 'text' | 'customer'> {
  readonly serviceIdentifier: string;
  readonly message: {
    readonly header: {
      readonly timestamp: number;
      readonly providerMessageId?: string;
      readonly entities: { readonly payload?: string };
      readonly channelData: {
        readonly customerFirstName?: string;
        readonly customerLastName?: string;
        readonly additionalAttributes: readonly { readonly key: string; readonly value: string }[];
      };
    };
    readonly body: Pick<Arrived, 'location' | 'status' | 'messageId'> & {
      readonly attachment?: NonNullable<Arrived['file']>;
    };
  };
}

function arrivedOf({ type, text, customer, serviceIdentifier, message }: Listed): Arrived {
  const { timestamp, providerMessageId, entities, channelData } = message.header;
  const { customerFirstName: first, customerLastName: last = '' } = channelData;
  const { location, attachment, status, messageId } = message.body;
  const attributes = channelData.additionalAttributes.map(({ key, value }) => [key, value]);
  return {
    type,
    text,
    customer,
    account: serviceIdentifier,
    ...(first !== undefined && { names: [first, last] }),
    attributes: Object.fromEntries(attributes) as Arrived['attributes'],
    ...(providerMessageId !== undefined && { providerMessageId }),
    ...(Math.abs(Date.now() - timestamp) > 60_000 && { atMs: timestamp }),
    ...(entities.payload !== undefined && { payload: entities.payload }),
    ...(location && { location }),
    ...(attachment && { file: { mimeType: attachment.mimeType, size: attachment.size } }),
    ...(status !== undefined && { status }),
    ...(messageId !== undefined && { messageId }),
  };
}

/** Numbers the messages that only say that everything before them has been done. */
let marks = 0;

/**
 * What has arrived in the contact centre, once everything that X told before has been done, and at
 * least so much is there.
 */
export async function arrived(rig: ConnectorRig, count: number): Promise<readonly Arrived[]> {
  const mark = `mark ${++marks}`;
  const id = String(BigInt(eventId) + 1_000n + BigInt(marks));
  const { body, headers } = signedEvent(id, customerId, mark);
  await call('POST', rig.url + webhookPath, body, headers);
  const others = ({ text }: Listed) => text !== mark;
  const found = await eventually(
    async () => (await rig.cimControl('GET', 'messages')) as readonly Listed[],
    (all) => !all.every(others) && all.filter(others).length >= count,
    10_000,
  );
  return found.filter(others).map(arrivedOf);
}
