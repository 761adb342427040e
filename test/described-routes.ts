import { followed, openapi } from './described.ts';

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'];

/** One way to call the service. */
export interface Operation {
  /** Such as `POST /message/receive`. */
  readonly title: string;
  readonly method: string;
  readonly path: string;
  /** The bodies of its examples, by their names. */
  readonly examples: readonly (readonly [name: string, body: unknown])[];
  readonly operation: any;
}

/** Everything that the description says can be called. */
export function operations(): readonly Operation[] {
  return Object.entries<any>(openapi.paths).flatMap(([path, given]) => {
    const item = followed(openapi, given);
    return Object.keys(item)
      .filter((name) => methods.includes(name))
      .map((name) => ({
        title: `${name.toUpperCase()} ${path}`,
        method: name.toUpperCase(),
        path,
        operation: item[name],
        examples: Object.entries<any>(bodyIn(item[name])?.examples ?? {}).map(
          ([example, { value }]) => [example, value] as const,
        ),
      }));
  });
}

const bodyIn = ({ requestBody }: any): any =>
  followed(openapi, requestBody)?.content['application/json'];

/** The body that an operation takes: its schema and its examples. */
export const bodyOf = ({ operation }: Operation): any => bodyIn(operation);

/** The path with an account's id in it. */
export const pathFor = (path: string, accountId: string): string =>
  path.replace('{accountId}', accountId);
