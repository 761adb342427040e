import { call } from '../../sandbox/stage/call.ts';
import { signedEvent } from '../../sandbox/stage/events.ts';
import { eventually } from '../../test/eventually.ts';
import { webhookPath } from '../consumer/as-x/examples.ts';
import { customerId, eventId } from '../people.ts';
import type { ConnectorRig } from './connector-rig.ts';

/** What the contact centre shows or is told, as far as it matters here. */
export interface Arrived {
  readonly type: string;
  readonly text: string;
  readonly payload?: string;
  readonly location?: object;
  readonly status?: string;
}

interface Listed extends Arrived {
  readonly message: {
    readonly header: { readonly entities: { readonly payload?: string } };
    readonly body: Pick<Arrived, 'location' | 'status'>;
  };
}

const arrivedOf = ({ type, text, message: { header, body } }: Listed): Arrived => ({
  type,
  text,
  ...(header.entities.payload !== undefined && { payload: header.entities.payload }),
  ...(body.location && { location: body.location }),
  ...(body.status !== undefined && { status: body.status }),
});

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
