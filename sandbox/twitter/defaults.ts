/** What the sandbox knows when it starts; the credentials are made up and open nothing. */
export const DEFAULT_APP = {
  id: '10000001',
  name: 'Northwind Connector',
  url: 'https://northwind.example/connector',
  consumerKey: 'SandboxConsumerKey0000001',
  consumerSecret: 'SandboxConsumerSecret00000000000000000000000000001',
  clientId: 'SandboxClientId000000000000000001',
  clientSecret: 'SandboxClientSecret000000000000000000000000000001',
  environment: 'prod',
  webhookLimit: 1,
  subscriptionLimit: 15,
} as const;

/** The business whose direct messages the connector handles. */
export const DEFAULT_BUSINESS = {
  id: '732739706',
  name: 'Northwind Bank',
  screenName: 'northwind_bank',
  accessToken: '732739706-SandboxAccessToken0000000000000000000001',
  accessTokenSecret: 'SandboxAccessTokenSecret000000000000000000001',
} as const;

/** Two people who write to the business. */
export const DEFAULT_CUSTOMERS = [
  { id: '1580011223', name: 'Ada Lovelace', screenName: 'ada' },
  { id: '1580011224', name: 'Grace Hopper', screenName: 'grace' },
] as const;

/** The app that messages come from which people write in X's own clients. */
export const NATIVE_APP = {
  id: '3033300',
  name: 'Twitter Web App',
  url: 'https://mobile.twitter.com',
} as const;
