import {
  type CallOptions,
  credentials,
  makeGenericClientConstructor,
  Metadata,
  type ServiceError,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { unary } from './calls.ts';
import { Status } from './generated/google/rpc/status.ts';
import { GrpcServer, type GrpcServerOptions } from './server.ts';

const method = (name: string, requestStream: boolean, responseStream: boolean) => ({
  path: `/test.v1.TestService/${name}`,
  requestStream,
  responseStream,
  requestSerialize: (text: string | Buffer) => Buffer.from(text as string),
  requestDeserialize: (bytes: Buffer) => {
    if (bytes.includes(0xff)) throw new Error('s3cret: no text');
    return bytes.toString();
  },
  responseSerialize: (text: string) => Buffer.from(text.normalize()),
  responseDeserialize: (bytes: Buffer) => bytes.toString(),
});

/** A service of texts with a call of each kind. */
export const testService = {
  ask: method('Ask', false, false),
  tell: method('Tell', true, false),
  hear: method('Hear', false, true),
  talk: method('Talk', true, true),
  watch: method('WatchTexts', false, true),
};

export const TestClient = makeGenericClientConstructor(testService, 'test.v1.TestService');

/** The end of a call as its client sees it. */
export interface Ending {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

/** Something to send that fills the room there is soon. */
export const chunk = 'x'.repeat(64 * 1024);

/** So much traffic on the same connection that whatever could have been sent meanwhile was. */
export async function meanwhile(client: InstanceType<typeof TestClient>): Promise<void> {
  for (let n = 0; n < 100; n++) await asked(client, `${n}`);
}

/** A real server on a free port of this machine, with {@link testService} and a client of it. */
export async function serving(
  implementation: UntypedServiceImplementation,
  options: Partial<GrpcServerOptions> = {},
) {
  const reported: unknown[] = [];
  const report = (unforeseen: unknown) => void reported.push(unforeseen);
  const ask = unary(async (text: string) => text, report);
  const services = [{ definition: testService, implementation: { ask, ...implementation } }];
  const server = new GrpcServer({ services, report, graceMs: 500, ...options });
  const { port, addresses } = await server.start(0);
  const client = new TestClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const close = async () => {
    client.close();
    await server.stop();
  };
  return { server, port, addresses, client, reported, close };
}

/** What a unary call answers, or how it ended. */
export function asked(
  client: InstanceType<typeof TestClient>,
  text: string,
  more: { readonly metadata?: Metadata; readonly options?: CallOptions } = {},
): Promise<string | Ending> {
  return new Promise((resolve) => {
    const done = (error: ServiceError | null, answer: string) => resolve(error ?? answer);
    client['ask']?.(text, more.metadata ?? new Metadata(), more.options ?? {}, done);
  });
}

/** The details of google.rpc behind the end of a call. */
export function detailsOf({ metadata }: Pick<Ending, 'metadata'>): Status {
  return Status.decode(metadata.get('grpc-status-details-bin')[0] as Buffer);
}
