import type { z } from 'zod';
import { agentMessage } from '../ccm/agent-message.ts';
import { type ChannelFacts, channelObject, configuration } from '../ccm/channel.ts';
import type { Channels } from '../ccm/channels.ts';
import type { Webhook } from '../ccm/webhook.ts';
import { checked } from '../checked.ts';
import { notFound, springError } from '../http.ts';
import type { Answer, Route } from '../routes.ts';
import { agentBody, channelBody } from './bodies.ts';

/** CCM acting towards the connector: channels, pushes of their configuration, agents' messages. */
export function connectorRoutes(channels: Channels, webhook: Webhook): Route[] {
  return [
    {
      method: 'POST',
      path: '/sandbox/channels',
      answer: ({ body }) =>
        checked(channelBody, body, (wanted) => {
          const former = channels.get(wanted.serviceIdentifier);
          const facts = changed(former, wanted);
          channels.put(facts);
          const status = former === undefined ? 201 : 200;
          return { status, body: channelObject(facts, channels.type) };
        }),
    },
    {
      method: 'POST',
      path: '/sandbox/channels/:serviceIdentifier/push',
      answer: ({ params: { serviceIdentifier = '' } }) =>
        reached(channels, serviceIdentifier, async ({ providerWebhook, configurations }) => {
          const pushed = { serviceIdentifier, connectorConfigurations: configurations };
          const url = `${providerWebhook}/connector-configurations`;
          return { status: 200, body: await webhook.post(url, pushed) };
        }),
    },
    {
      method: 'POST',
      path: '/sandbox/agent',
      answer: ({ body }) =>
        checked(agentBody, body, ({ text, path, ...wanted }) =>
          reached(channels, wanted.serviceIdentifier, async ({ providerWebhook }) => {
            const sent = wanted.body ?? { type: 'PLAIN', markdownText: text };
            const message = agentMessage({ ...wanted, body: sent });
            const answer = await webhook.post(providerWebhook + path, message);
            return { status: 200, body: { id: message.id, ...answer } };
          }),
        ),
    },
  ];
}

function changed(
  former: ChannelFacts | undefined,
  { serviceIdentifier, name, providerWebhook, attributes }: z.infer<typeof channelBody>,
): ChannelFacts {
  const entries = attributes && Object.entries(attributes);
  return {
    serviceIdentifier,
    name: name ?? former?.name ?? `Twitter DM ${serviceIdentifier}`,
    providerWebhook: (providerWebhook ?? former?.providerWebhook ?? '').replace(/\/+$/, ''),
    configurations:
      entries?.map(([key, value]) => configuration(key, value)) ?? former?.configurations ?? [],
  };
}

async function reached(
  channels: Channels,
  serviceIdentifier: string,
  act: (facts: ChannelFacts) => Promise<Answer>,
): Promise<Answer> {
  const facts = channels.get(serviceIdentifier);
  if (facts === undefined) return notFound(`No channel ${serviceIdentifier}`);
  if (facts.providerWebhook !== '') return act(facts);
  const message = `Channel ${serviceIdentifier} has no providerWebhook`;
  return { status: 409, body: springError(409, message) };
}
