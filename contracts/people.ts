import { DEFAULT_APP, DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';

/** The account that the contracts are about, its customers, and somebody whom nobody knows. */
export const accountId: string = DEFAULT_BUSINESS.id;
export const customerId: string = DEFAULT_CUSTOMERS[0].id;
export const anotherId: string = DEFAULT_CUSTOMERS[1].id;
export const strangerId = '404';

/** The keys of the account and of its app: made up, and the same as the sandbox's. */
export const credentials = {
  consumerKey: DEFAULT_APP.consumerKey,
  consumerSecret: DEFAULT_APP.consumerSecret,
  accessToken: DEFAULT_BUSINESS.accessToken,
  accessTokenSecret: DEFAULT_BUSINESS.accessTokenSecret,
};

/** The environment of the app. */
export const environmentName = DEFAULT_APP.environment;

/** A direct message of the customer: its event id, and when that was made. */
export const eventId = '1858768838972145665';
export const sentAtMs = 1_732_000_000_123;
