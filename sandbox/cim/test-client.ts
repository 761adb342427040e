import { listen } from './http.ts';
import { type Route, serve } from './routes.ts';

/** A JSON answer as a test looks at it. */
export interface Reply {
  readonly status: number;
  readonly body: any;
}

/** Calls a JSON end point. */
export async function call(method: string, url: string, body?: unknown): Promise<Reply> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** A plain direct message as a connector delivers it. */
export function directMessage(id: string, customer = '1580011223', text = 'Hello') {
  return {
    id,
    header: {
      sender: {
        id: '6655aa0000000000000000aa',
        type: 'CONNECTOR',
        senderName: 'TWITTER-CONNECTOR',
      },
      channelData: { channelCustomerIdentifier: customer, serviceIdentifier: '902211' },
      timestamp: 1718000000123,
      providerMessageId: `dm-${id}`,
    },
    body: { type: 'PLAIN', markdownText: text },
  };
}

/** A server standing in for a connector: notes what it is sent, answers as it is told. */
export async function connectorStandIn(status = 200) {
  const received: { path: string; body: any }[] = [];
  const routes: Route[] = ['/message/receive', '/ccm-msg/receive', '/connector-configurations'].map(
    (path) => ({
      method: 'POST',
      path,
      answer: ({ body }) => {
        received.push({ path, body });
        return { status, body: { seen: received.length } };
      },
    }),
  );
  return { ...(await listen(serve(routes), 0)), received };
}
