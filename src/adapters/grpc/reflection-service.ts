import { readFile } from 'node:fs/promises';
import type { DescFile } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { bidiStream, type Report } from './calls.ts';
import type {
  ServerReflectionRequest,
  ServerReflectionResponse,
  ServerReflectionServer,
} from './generated/grpc/reflection/v1/reflection.ts';

type Question = NonNullable<ServerReflectionRequest['messageRequest']>;
type Answer = ServerReflectionResponse['messageResponse'];

/**
 * Server reflection v1: what is served, for clients without the proto files. The descriptors are
 * those of `buf build`; they, and the library that reads them, are loaded when somebody asks for
 * the first time, since that costs more than the rest of the server.
 */
export function reflectionService(
  services: readonly string[],
  report: Report,
): ServerReflectionServer {
  let answers: Promise<(question: Question) => Answer> | undefined;
  return {
    serverReflectionInfo: bidiStream(async function* (requests) {
      answers ??= answersFrom(services);
      const answer = await answers;
      for await (const request of requests) {
        const { messageRequest } = request;
        yield {
          validHost: request.host,
          originalRequest: request,
          messageResponse:
            messageRequest === undefined
              ? refused(status.INVALID_ARGUMENT, 'nothing is asked')
              : answer(messageRequest),
        };
      }
    }, report),
  };
}

async function answersFrom(services: readonly string[]): Promise<(question: Question) => Answer> {
  const { createFileRegistry, fromBinary, toBinary } = await import('@bufbuild/protobuf');
  const wkt = await import('@bufbuild/protobuf/wkt');
  const file = new URL('./generated/descriptors.binpb', import.meta.url);
  const registry = createFileRegistry(
    fromBinary(wkt.FileDescriptorSetSchema, await readFile(file)),
  );
  const bytesOf = ({ proto }: DescFile) =>
    Buffer.from(toBinary(wkt.FileDescriptorProtoSchema, proto));
  const files = (file: DescFile | undefined): Answer =>
    file === undefined
      ? refused(status.NOT_FOUND, 'not found')
      : {
          $case: 'fileDescriptorResponse',
          value: { fileDescriptorProto: [...withImports(file)].map(bytesOf) },
        };
  const declaring = (symbol: string): DescFile | undefined =>
    (registry.get(symbol) ?? registry.get(symbol.replace(/\.[^.]*$/, '')))?.file;
  const known: { readonly [K in Question['$case']]: (asked: never) => Answer } = {
    listServices: () => ({
      $case: 'listServicesResponse',
      value: { service: services.map((name) => ({ name })) },
    }),
    fileByFilename: (name: string) => files(registry.getFile(name)),
    fileContainingSymbol: (symbol: string) => files(declaring(symbol)),
    fileContainingExtension: () => files(undefined),
    allExtensionNumbersOfType: (baseTypeName: string) =>
      registry.get(baseTypeName) === undefined
        ? files(undefined)
        : {
            $case: 'allExtensionNumbersResponse',
            value: { baseTypeName, extensionNumber: [] },
          },
  };
  return ({ $case, value }) => known[$case](value as never);
}

/** A file and all that it imports. */
function withImports(file: DescFile, found = new Set<DescFile>()): ReadonlySet<DescFile> {
  found.add(file);
  for (const next of file.dependencies) if (!found.has(next)) withImports(next, found);
  return found;
}

const refused = (errorCode: status, errorMessage: string): Answer => ({
  $case: 'errorResponse',
  value: { errorCode, errorMessage },
});
