import { credentials } from '@grpc/grpc-js';
import {
  DeliveryServiceClient,
  type ListDeadLettersResponse,
} from '../src/adapters/grpc/generated/twitter_connector/v1/delivery.ts';

/** The customer of each dead letter, as the control API lists them. */
export async function deadCustomers(address: string): Promise<readonly string[]> {
  const client = new DeliveryServiceClient(address, credentials.createInsecure());
  const customers: string[] = [];
  try {
    for (let pageToken = ''; ; ) {
      const page = await pageOf(client, pageToken);
      customers.push(...page.deadLetters.map(({ customer }) => customer));
      pageToken = page.nextPageToken;
      if (pageToken === '') return customers;
    }
  } finally {
    client.close();
  }
}

function pageOf(client: DeliveryServiceClient, pageToken: string) {
  return new Promise<ListDeadLettersResponse>((resolve, reject) => {
    const request = { pageSize: 1_000, pageToken, filter: undefined };
    client.listDeadLetters(request, (error, page) => (error ? reject(error) : resolve(page)));
  });
}
