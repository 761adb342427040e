import { hash, timingSafeEqual } from 'node:crypto';
import { type ServerInterceptor, ServerInterceptingCall, status } from '@grpc/grpc-js';
import { refusal } from './status.ts';

/** What orchestrators ask, who have no token. */
const open = '/grpc.health.v1.Health/';

/** Lets calls in that present the token as `authorization: Bearer`; health is open to everybody. */
export function admission(token: string): ServerInterceptor {
  const wanted = digestOf(token);
  return (method, call) => {
    if (method.path.startsWith(open)) return new ServerInterceptingCall(call);
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, admit) => {
            const presented = bearerIn(metadata.get('authorization'));
            if (presented !== undefined && timingSafeEqual(digestOf(presented), wanted)) {
              return admit(metadata);
            }
            call.sendStatus(refusal(status.UNAUTHENTICATED, 'a valid token is required'));
          },
        }),
    });
  };
}

const bearerIn = ([value]: readonly (string | Buffer)[]): string | undefined =>
  /^Bearer (.+)$/i.exec(String(value))?.[1];

/** Digests have one length, so comparing them tells nothing about the length of the token. */
const digestOf = (token: string): Buffer => hash('sha256', token, 'buffer');
