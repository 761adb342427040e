import { call } from '../sandbox/stage/call.ts';
import type { Stage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { ask, clientsOf } from './control-client.ts';
import { eventually } from './eventually.ts';
import { customerSends } from './media-world.ts';
import { clearFaults, faultOnCcm, faultOnX, sentOnX, shown } from './world.ts';

const [ada, grace] = DEFAULT_CUSTOMERS;
const receive = '/message/receive';

/** Settings under which what is to happen happens soon. */
export const hurried = { RETRY_FIRST_MS: '100', TWITTER_TIMEOUT_MS: '1000', ECHO_WAIT_MS: '100' };

/** Has everything happen that is measured, but for broken disks and stolen leases. */
export async function everythingHappens(stage: Stage): Promise<void> {
  await stage.register();
  await channelsAreNotLoaded(stage);
  await stage.register();
  await customersWrite(stage);
  await agentsWrite(stage);
  const { delivery, close } = clientsOf(Number(stage.connector.control.split(':')[1]));
  await ask((settle) => delivery.getStatistics({}, settle));
  close();
}

/** They are loaded once, and cannot be when the connector starts again. */
async function channelsAreNotLoaded(stage: Stage): Promise<void> {
  const { ccmUrl } = stage.cim;
  const [type] = (await call('GET', `${ccmUrl}/channel-types`)).body as { id: string }[];
  const url = `${stage.connector.url}/channel-type-configurations`;
  await call('POST', url, { channelTypeId: type?.id });
  await stage.connector.stop();
  await faultOnCcm(stage, { path: '/channels', status: 503 });
  await stage.connector.start();
  await eventually(
    () => stage.connector.output,
    (log) => log.includes('channels were not loaded'),
  );
  await clearFaults(stage);
}

/** One message is tried again, one is given up, one has a file. */
async function customersWrite(stage: Stage): Promise<void> {
  await faultOnCcm(stage, { path: receive, times: 1, status: 503 });
  await stage.customerWrites(ada.id, 'one');
  await shown(stage, 'PLAIN', 1);
  await faultOnCcm(stage, { path: receive, times: 1, status: 400, body: {} });
  await stage.customerWrites(grace.id, 'two');
  await eventually(
    () => stage.connector.output,
    (log) => log.includes('now a dead letter'),
  );
  await customerSends(stage, { kind: 'photo', fileBytes: 2_000 });
  await shown(stage, 'IMAGE', 1);
}

/** One message comes twice, one is in doubt, one is nothing for X. */
async function agentsWrite(stage: Stage): Promise<void> {
  const channelData = {
    serviceIdentifier: DEFAULT_BUSINESS.id,
    channelCustomerIdentifier: ada.id,
  };
  const send = (id: string, body: object) =>
    call('POST', stage.connector.url + receive, { id, header: { channelData }, body });
  const three = { type: 'PLAIN', markdownText: 'three' };
  await send('three', three);
  await send('three', three);
  await send('nothing for X', { type: 'WRAPUP', markdownText: '' });
  await sentOnX(stage, 1);
  const path = '/1.1/direct_messages/events/new.json';
  await faultOnX(stage, { path, times: 1, when: 'after', tear: true });
  await send('four', { type: 'PLAIN', markdownText: 'four' });
  await shown(stage, 'DELIVERYNOTIFICATION', 2);
}
