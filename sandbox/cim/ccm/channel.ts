import { createHash } from 'node:crypto';

/** A kind of channel, such as TWITTER. */
export interface ChannelType {
  readonly id: string;
  readonly name: string;
  readonly channelLogo: string;
  readonly isInteractive: boolean;
  readonly mediaRoutingDomain: string;
}

/** One provider attribute of a channel. */
export interface Configuration {
  readonly key: string;
  readonly type: string;
  readonly value: string;
}

/** What the sandbox is told about a channel. */
export interface ChannelFacts {
  readonly serviceIdentifier: string;
  readonly name: string;
  readonly providerWebhook: string;
  readonly configurations: readonly Configuration[];
}

/** An attribute as the administration stores it: booleans and lists as JSON text. */
export function configuration(key: string, value: string | boolean | string[]): Configuration {
  if (typeof value === 'string') return { key, type: 'String2000', value };
  const type = typeof value === 'boolean' ? 'Boolean' : 'StringList';
  return { key, type, value: JSON.stringify(value) };
}

/** The full channel object, as CCM answers look-ups with it. */
export function channelObject(facts: ChannelFacts, channelType: ChannelType) {
  const { serviceIdentifier, name, configurations } = facts;
  const tenant = { id: 'expertflow', name: 'expertflow' };
  return {
    id: objectId('channel', serviceIdentifier),
    name,
    serviceIdentifier,
    defaultOutbound: true,
    tenant,
    channelConfig: channelConfig(serviceIdentifier),
    channelConnector: {
      id: objectId('connector', serviceIdentifier),
      name: `${name} connector`,
      channelProviderInterface: providerInterface(facts, channelType),
      channelProviderConfigs: configurations,
      tenant,
    },
    channelType,
  };
}

/** A 24-hex id that is the same for the same things. */
export function objectId(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 24);
}

function channelConfig(serviceIdentifier: string) {
  const bot = objectId('bot');
  return {
    id: objectId('config', serviceIdentifier),
    channelMode: 'HYBRID',
    conversationBot: bot,
    responseSla: 0,
    customerActivityTimeout: 180,
    customerSla: null,
    customerIdentificationCriteria: { value: null },
    routingPolicy: {
      agentSelectionPolicy: 'LONGEST_AVAILABLE',
      routeToLastAgent: true,
      routingMode: 'PUSH',
      routingObjectId: objectId('queue'),
      agentRequestTtl: 100,
    },
    botId: bot,
  };
}

function providerInterface(facts: ChannelFacts, channelType: ChannelType) {
  return {
    id: objectId('provider', facts.providerWebhook),
    name: 'Twitter Provider',
    supportedChannelTypes: [channelType],
    providerWebhook: facts.providerWebhook,
    channelProviderConfigSchema: facts.configurations.map(({ key, type }) => ({
      id: objectId('schema', key),
      attributeType: type === 'Boolean' ? 'OPTIONS' : 'INPUT',
      categoryOptions: { isMultipleChoice: false, categories: [] },
      isRequired: type === 'String2000',
      helpText: key,
      key,
      label: key,
      valueType: type,
    })),
  };
}
