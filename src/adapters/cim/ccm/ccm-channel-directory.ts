import type { Channel, ChannelDirectory } from '../../../domain/accounts/channel-directory.ts';
import { attributesIn } from '../attributes.ts';
import { isRounded, type JsonObject, objectIn, objectsIn, textIn } from '../json.ts';
import type { CcmClient } from './ccm-client.ts';

/** CCM's channels. Unknown fields and missing parts do not matter to it. */
export class CcmChannelDirectory implements ChannelDirectory {
  readonly #client: CcmClient;

  constructor(client: CcmClient) {
    this.#client = client;
  }

  /** A service identifier of ours is the numeric id of an account; no other is asked for. */
  async channel(serviceIdentifier: string): Promise<Channel | undefined> {
    if (!/^\d{1,20}$/.test(serviceIdentifier)) return undefined;
    const path = `/channel-connectors/configurations/${serviceIdentifier}`;
    const attributes = attributesIn(listIn(await this.#client.get(path)));
    if (Object.keys(attributes).length > 0) return { serviceIdentifier, attributes };
    const channel = objectIn(
      await this.#client.get(`/channels/service-identifier/${serviceIdentifier}`),
    );
    return channel && { serviceIdentifier, attributes: attributesOf(channel) };
  }

  async channelsOfType(channelTypeId: string): Promise<readonly Channel[]> {
    const query = new URLSearchParams({ channelTypeId }).toString();
    const answer = await this.#client.get(`/channels?${query}`);
    return objectsIn(listIn(answer)).flatMap((channel) => {
      const { serviceIdentifier: given } = channel;
      const serviceIdentifier = isRounded(given) ? '' : (textIn(given)?.trim() ?? '');
      return serviceIdentifier === ''
        ? []
        : [{ serviceIdentifier, attributes: attributesOf(channel) }];
    });
  }
}

/** CCM's documents leave open whether a list comes bare or as the field of an object. */
function listIn(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer;
  return Object.values(objectIn(answer) ?? {}).find(Array.isArray);
}

const attributesOf = (channel: JsonObject) =>
  attributesIn(objectIn(channel.channelConnector)?.channelProviderConfigs);
