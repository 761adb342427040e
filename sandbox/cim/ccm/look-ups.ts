import { z } from 'zod';
import { checked } from '../checked.ts';
import { notFound } from '../http.ts';
import type { Route } from '../routes.ts';
import type { World } from '../world.ts';
import { channelObject } from './channel.ts';

const newChannelType = z.object({
  name: z.string().min(1),
  channelLogo: z.string(),
  isInteractive: z.boolean(),
  mediaRoutingDomain: z.string(),
});

/** What a connector can ask CCM about channels, their configuration and their types. */
export function lookUps({ channels, settings }: World): Route[] {
  return [
    {
      method: 'GET',
      path: '/channels/service-identifier/:id',
      answer: ({ params: { id = '' } }) => {
        const facts = channels.get(id);
        if (facts === undefined) return notFound(`No channel with service identifier ${id}`);
        return { status: 200, body: channelObject(facts, channels.type) };
      },
    },
    {
      method: 'GET',
      path: '/channels',
      answer: ({ query }) => {
        const found = channels.list(query.get('channelTypeId') ?? undefined);
        return { status: 200, body: found.map((facts) => channelObject(facts, channels.type)) };
      },
    },
    {
      method: 'GET',
      path: '/channel-connectors/configurations/:id',
      answer: ({ params: { id = '' } }) => {
        const facts = channels.get(id);
        if (facts === undefined) return notFound(`No channel with service identifier ${id}`);
        const { configurations } = facts;
        const asArray = settings.configurationsAs === 'array';
        const body = asArray ? configurations : { connectorConfigurations: configurations };
        return { status: 200, body };
      },
    },
    {
      method: 'GET',
      path: '/channel-types',
      answer: () => ({ status: 200, body: channels.types }),
    },
    {
      method: 'POST',
      path: '/channel-types',
      answer: ({ body }) =>
        checked(newChannelType, body, (type) => ({ status: 200, body: channels.addType(type) })),
    },
  ];
}
