import { json } from '../bodies.ts';
import { sorted } from '../../pact-files.ts';
import { accountId, strangerId } from '../../people.ts';
import type { Contract } from '../contract.ts';
import { asks } from '../plain-request.ts';
import { problem } from '../problems.ts';
import { dataOf } from './content.ts';
import { accountActivity, message, messages } from './events.ts';
import { configured, signatureOf, webhookPath } from './examples.ts';

const token = 'Yzk0ZDJiM2UtMTY4My00N2QwLWFhNGMtNWRmMTFkMmFkNGQ0';
const nonce = '9FMd5AiNug1vrjq0sa4mqg';
/** The base64 of HMAC-SHA256 with the secret of the app over the token. */
const responseToken = 'sha256=0/h3qvI+6chLCsebXVE+P8s2Reqdfqmxw5BWodEtVm0=';

/** The challenges with which X finds out who listens. */
export function challenges(contract: Contract): void {
  const challenge = {
    method: 'GET',
    path: webhookPath,
    query: { crc_token: token, nonce },
  } as const;
  const answered = { status: 200, body: json({ response_token: responseToken }) };

  asks(contract, 'challenges', challenge, { given: [configured], response: answered });
  asks(
    contract,
    'challenges through a gateway that keeps its prefix',
    { ...challenge, path: `/twitter-connector${webhookPath}` },
    { given: [configured], response: answered },
  );
  asks(
    contract,
    'is not made to sign what could be an event',
    { ...challenge, query: { crc_token: `{"for_user_id":"${accountId}"}`, nonce } },
    { given: [configured], response: problem(400, 'crc_token must be 1 to 256 characters') },
  );
  asks(
    contract,
    'challenges for an account that is not configured',
    { ...challenge, path: `/webhook/twitter/${strangerId}` },
    { response: problem(404) },
  );
}

/** What is not taken, and why. */
export function refusals(contract: Contract): void {
  const body = sorted(accountActivity(messages(message(0, dataOf('Hi')))));
  const telling = (headers: Readonly<Record<string, string>>, what: unknown = body) =>
    ({ method: 'POST', path: webhookPath, headers, body: what }) as const;
  const signed = (what: unknown) => ({ 'x-twitter-webhooks-signature': signatureOf(what) });

  asks(contract, 'tells without a signature', telling({}), {
    given: [configured],
    response: problem(401),
  });
  asks(contract, 'tells with the signature of another body', telling(signed({})), {
    given: [configured],
    response: problem(401),
  });
  asks(
    contract,
    'tells an account that is not configured',
    { ...telling(signed(body)), path: `/webhook/twitter/${strangerId}` },
    { response: problem(404) },
  );
  asks(contract, 'tells when the disk is full', telling(signed(body)), {
    given: ['the disk is full'],
    response: problem(503),
  });
  asks(contract, 'tells with a list', telling(signed([body]), [body]), {
    given: [configured],
    response: problem(400, 'the body is not a JSON object'),
  });
  const unknown = { for_user_id: accountId, follow_events: [{ type: 'follow' }] };
  asks(contract, 'tells of something that means nothing to us', telling(signed(unknown), unknown), {
    given: [configured],
    response: { status: 200 },
  });
}
