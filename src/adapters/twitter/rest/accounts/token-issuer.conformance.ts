import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Credentials, UserToken } from '../../../../domain/accounts/account.ts';

/** A connection as an administrator gives it: nothing is known of its access token. */
export const givenToken: UserToken = {
  clientId: 'client:1:ci',
  accessToken: '',
  refreshToken: 'r1',
  expiresAtMs: 0,
  givenRefreshToken: 'r1',
};

/** Credentials that have this token and no other. */
export const connectedBy = (userToken: UserToken = givenToken): Credentials => ({
  consumerKey: 'ck',
  consumerSecret: 'cs',
  accessToken: '',
  accessTokenSecret: '',
  userToken,
});

/**
 * An X of one account, in which `r1` brings `a2` and `r2`, which brings `a3` and `r3`, and so on;
 * each refresh token works once, and only the newest access token works.
 */
export class TokenIssuer {
  /** Refreshes as they came: the form, and what stood in the header. */
  readonly refreshes: { readonly form: string; readonly authorization: string | undefined }[] = [];
  /** Calls of anything else, by access token. */
  readonly calls: string[] = [];
  lifeSeconds = 7_200;
  /** How often the next answers to refreshes are something else; `taken`: after they were done. */
  trouble: { status: number; body: unknown; taken: boolean; times: number } | undefined;
  /** Refreshes are answered when it resolves. */
  gate: Promise<void> = Promise.resolve();
  /** The number of the newest tokens. */
  newest = 1;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void text(request).then((body) =>
        request.url === '/2/oauth2/token'
          ? this.#refresh(request, body, response)
          : this.#call(request, response),
      );
    });
  }

  static async start(): Promise<TokenIssuer> {
    const issuer = new TokenIssuer();
    await once(issuer.#server.listen(0, '127.0.0.1'), 'listening');
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close().closeAllConnections();
  }

  async #refresh(request: IncomingMessage, form: string, response: ServerResponse) {
    this.refreshes.push({ form, authorization: request.headers.authorization });
    await this.gate;
    const { trouble } = this;
    if (trouble !== undefined && --trouble.times === 0) this.trouble = undefined;
    if (trouble !== undefined && !trouble.taken) return answer(response, trouble);
    if (new URLSearchParams(form).get('refresh_token') !== `r${this.newest}`) {
      const body = {
        error: 'invalid_request',
        error_description: 'Value passed for the token was invalid.',
      };
      return answer(response, { status: 400, body });
    }
    this.newest++;
    if (trouble !== undefined) return answer(response, trouble);
    const tokens = { access_token: `a${this.newest}`, refresh_token: `r${this.newest}` };
    const body = {
      token_type: 'bearer',
      expires_in: this.lifeSeconds,
      scope: 'dm.read',
      ...tokens,
    };
    answer(response, { status: 200, body });
  }

  #call({ headers }: IncomingMessage, response: ServerResponse) {
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    this.calls.push(token);
    const works = token === `a${this.newest}`;
    const refusal = { title: 'Unauthorized', type: 'about:blank', status: 401 };
    answer(response, works ? { status: 200, body: {} } : { status: 401, body: refusal });
  }
}

/** Status 0: the connection is torn. */
function answer(response: ServerResponse, { status, body }: { status: number; body: unknown }) {
  if (status === 0) return void response.destroy();
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
