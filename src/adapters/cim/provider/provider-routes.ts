import express, { type Request, type Router } from 'express';
import { type Connection, connectionIn } from '../../../domain/accounts/connection-in.ts';
import type { LoadedChannels } from '../../../domain/accounts/load-channels.ts';
import type { SaveCredentials } from '../../../domain/accounts/save-credentials.ts';
import { InvalidInput } from '../../../domain/errors.ts';
import { attributesIn } from '../attributes.ts';
import { isRounded, objectIn, textIn } from '../json.ts';

/** Each throws when the caller may not do this. */
export interface ProviderAdmission {
  /** A push of one channel's configuration, by CCM or an administrator. */
  push(request: Request): void;
  administrator(request: Request): void;
}

export interface ProviderRouteParts {
  readonly saveCredentials: Pick<SaveCredentials, 'execute'>;
  readonly loadChannels: { execute(channelTypeId: string): Promise<LoadedChannels> };
}

/**
 * What CCM and administrators tell us about channels: `POST /connector-configurations`
 * `{serviceIdentifier, connectorConfigurations: [{key, value}]}` and
 * `POST /channel-type-configurations` `{channelTypeId}`. Bodies come parsed.
 */
export function providerRoutes(
  { saveCredentials, loadChannels }: ProviderRouteParts,
  admit: ProviderAdmission,
): Router {
  const router = express.Router();
  router.post('/connector-configurations', async (request, response) => {
    admit.push(request);
    const { accountId, apis, credentials } = configurationIn(request.body);
    await saveCredentials.execute(accountId, credentials, { apis, by: 'channel' });
    response.json({});
  });
  router.post('/channel-type-configurations', async (request, response) => {
    admit.administrator(request);
    response.json(await loadChannels.execute(channelTypeIn(request.body)));
  });
  return router;
}

/** One channel's account and how it is connected; refuses with everything that is missing. */
function configurationIn(json: unknown): Connection & { readonly accountId: string } {
  const body = objectIn(json);
  const accountId = idIn(body?.serviceIdentifier);
  const list = body?.connectorConfigurations;
  const faults = /^\d{1,20}$/.test(accountId)
    ? []
    : ['serviceIdentifier must be the numeric id of the account'];
  if (!Array.isArray(list)) {
    throw new InvalidInput([...faults, 'connectorConfigurations is missing or not a list']);
  }
  try {
    const connection = connectionIn(attributesIn(list));
    if (faults.length === 0) return { accountId, ...connection };
  } catch (thrown) {
    if (!(thrown instanceof InvalidInput)) throw thrown;
    faults.push(...thrown.faults);
  }
  throw new InvalidInput(faults);
}

function channelTypeIn(json: unknown): string {
  const channelTypeId = idIn(objectIn(json)?.channelTypeId);
  if (channelTypeId === '') throw new InvalidInput(['channelTypeId is missing or blank']);
  return channelTypeId;
}

const idIn = (value: unknown): string => (isRounded(value) ? '' : (textIn(value)?.trim() ?? ''));
