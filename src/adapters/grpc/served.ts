import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Report } from './status.ts';

/** A service as ts-proto describes it, and what answers its calls. */
export interface Served {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

/** The full name of a service, as in the paths of its methods. */
export function nameOf(definition: ServiceDefinition): string {
  const path = Object.values(definition)[0]?.path ?? '';
  return path.slice(1, path.lastIndexOf('/'));
}

/** Stands for a request that has another form than its message. */
export const malformed: unique symbol = Symbol('malformed');

/**
 * The service with its faults in our hands: a request that cannot be read reaches the handler as
 * {@link malformed}, since grpc-js would break a stream off in the middle of an answer; an answer
 * that cannot be written is INTERNAL for the client, and `report` learns why.
 */
export function guarded(definition: ServiceDefinition, report: Report): ServiceDefinition {
  const methods = Object.entries(definition).map(([name, method]) => {
    const requestDeserialize = (bytes: Buffer) => {
      try {
        return method.requestDeserialize(bytes);
      } catch {
        return malformed;
      }
    };
    const responseSerialize = (value: unknown) => {
      try {
        return method.responseSerialize(value);
      } catch (thrown) {
        report(thrown);
        throw thrown;
      }
    };
    return [name, { ...method, requestDeserialize, responseSerialize }];
  });
  return Object.fromEntries(methods);
}
