import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { type ClientDuplexStream, credentials, status } from '@grpc/grpc-js';
import {
  ServerReflectionClient,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
} from './generated/grpc/reflection/v1/reflection.ts';
import { DeliveryServiceService } from './generated/twitter_connector/v1/delivery.ts';
import { GrpcServer } from './server.ts';

const run = promisify(execFile);
const buf = join(import.meta.dirname, '../../../node_modules/.bin/buf');
const server = new GrpcServer({
  services: [{ definition: DeliveryServiceService, implementation: {} }],
  report: () => {},
});
let address = '';
let client: ServerReflectionClient;
let call: ClientDuplexStream<ServerReflectionRequest, ServerReflectionResponse>;

beforeAll(async () => {
  address = `127.0.0.1:${(await server.start(0)).port}`;
  client = new ServerReflectionClient(address, credentials.createInsecure());
  call = client.serverReflectionInfo();
});
afterAll(async () => {
  call.end();
  client.close();
  await server.stop();
});

async function answerTo(messageRequest: ServerReflectionRequest['messageRequest']) {
  call.write({ host: 'here', messageRequest });
  const [answer] = (await once(call, 'data')) as [ServerReflectionResponse];
  expect(answer).toMatchObject({ validHost: 'here', originalRequest: { messageRequest } });
  return answer.messageResponse;
}

const bufCurl = async (...args: readonly string[]) =>
  (await run(buf, ['curl', '--http2-prior-knowledge', '--protocol', 'grpc', ...args])).stdout;

describe('reflection', () => {
  test('names the services that are served', async () => {
    expect(await answerTo({ $case: 'listServices', value: '*' })).toEqual({
      $case: 'listServicesResponse',
      value: {
        service: [
          { name: 'twitter_connector.v1.DeliveryService' },
          { name: 'grpc.health.v1.Health' },
          { name: 'grpc.reflection.v1.ServerReflection' },
        ],
      },
    });
  });

  test.each([
    ['fileContainingSymbol', 'twitter_connector.v1.DeliveryService'],
    ['fileContainingSymbol', 'twitter_connector.v1.DeliveryService.GetStatistics'],
    ['fileContainingSymbol', 'twitter_connector.v1.DeadLetter'],
    ['fileContainingSymbol', 'twitter_connector.v1.DeadLetter.name'],
    ['fileByFilename', 'twitter_connector/v1/delivery.proto'],
  ] as const)('has the file for %s %s, and all that it imports', async ($case, value) => {
    const answer = await answerTo({ $case, value });
    const files = answer?.$case === 'fileDescriptorResponse' ? answer.value : undefined;
    const names = files?.fileDescriptorProto.map(
      (bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name,
    );
    expect(names).toEqual([
      'twitter_connector/v1/delivery.proto',
      'google/protobuf/timestamp.proto',
    ]);
  });

  test.each([
    { $case: 'fileContainingSymbol', value: 'twitter_connector.v1.Nothing.at.all' },
    { $case: 'fileByFilename', value: '../../../../etc/passwd' },
    { $case: 'fileContainingExtension', value: { containingType: 'a.B', extensionNumber: 1 } },
    { $case: 'allExtensionNumbersOfType', value: 'a.B' },
  ] as const)('says NOT_FOUND to %j and goes on', async (question) => {
    expect(await answerTo(question)).toMatchObject({
      $case: 'errorResponse',
      value: { errorCode: status.NOT_FOUND },
    });
  });

  test('knows no extensions, and says what is not a question', async () => {
    const type = 'twitter_connector.v1.DeadLetter';
    expect(await answerTo({ $case: 'allExtensionNumbersOfType', value: type })).toEqual({
      $case: 'allExtensionNumbersResponse',
      value: { baseTypeName: type, extensionNumber: [] },
    });
    expect(await answerTo(undefined)).toMatchObject({
      value: { errorCode: status.INVALID_ARGUMENT },
    });
  });
});

describe('buf curl without the proto files', () => {
  test('lists the methods', async () => {
    const methods = await bufCurl(`http://${address}`, '--list-methods');
    expect(methods).toContain('twitter_connector.v1.DeliveryService/RedriveDeadLetters');
  });

  test('calls a method with JSON', async () => {
    const url = `http://${address}/grpc.health.v1.Health/Check`;
    const answer = await bufCurl(url, '-d', '{"service":"twitter_connector.v1.DeliveryService"}');
    expect(JSON.parse(answer)).toEqual({ status: 'SERVING' });
  });
});
