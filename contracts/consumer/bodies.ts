import { MatchersV3, type PactV4 } from '@pact-foundation/pact';

type Interaction = ReturnType<PactV4['addInteraction']>;
type Request = Parameters<Interaction['withRequest']>[2];
type Response = Parameters<ReturnType<Interaction['withRequest']>['willRespondWith']>[1];

/** What Pact lets a request, or an answer, be made with. */
export type Builder = Parameters<NonNullable<Request> | NonNullable<Response>>[0];

/** Gives a request or an answer its body. */
export type Template = (builder: Builder) => unknown;

/** The header of a form. */
export const formType = 'application/x-www-form-urlencoded';

/** JSON; exact where it has no matchers. */
export const json =
  (template: unknown): Template =>
  (builder) =>
    builder.jsonBody(template);

/** Bytes of which the receiver sniffs the type. */
export const bytes =
  (contentType: string, content: Buffer): Template =>
  (builder) =>
    builder.body(contentType, content);

/** Exactly these fields: of bytes Pact compares no more than their type, unless it is told to. */
export const form =
  (fields: Readonly<Record<string, string>>): Template =>
  (builder) => {
    const content = Buffer.from(new URLSearchParams(fields).toString());
    builder.body(formType, content).matchingRules({ body: equal(Object.keys(fields)) });
  };

/** A file in a form that is sent in parts. */
export interface FilePart {
  readonly field: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

const boundary = 'boundary-of-the-pact';

/** The header of a form in parts: any boundary. */
export const multipartType = {
  'content-type': MatchersV3.regex(
    '^multipart/form-data;\\s*boundary=\\S+$',
    `multipart/form-data; boundary=${boundary}`,
  ),
};

/** The header that tells how long the form is, which therefore is not sent in chunks. */
export const multipartLength = (fields: Readonly<Record<string, string>>, file: FilePart) => ({
  'content-length': MatchersV3.regex(
    '^\\d+$',
    String(multipartBytes(fields, file, boundary).length),
  ),
});

/** Exactly the values of these fields and the type and bytes of the file, whatever the boundary. */
export const multipart =
  (fields: Readonly<Record<string, string>>, file: FilePart): Template =>
  (builder) =>
    builder
      .body('multipart/form-data', multipartBytes(fields, file, boundary))
      .matchingRules({ body: equal([...Object.keys(fields), file.field]) });

/** The form as it goes over the wire: the fields in their order, then the file. */
export function multipartBytes(
  fields: Readonly<Record<string, string>>,
  file: FilePart,
  mark: string,
): Buffer {
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${mark}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head =
    `--${mark}\r\nContent-Disposition: form-data; name="${file.field}"; filename="${file.name}"\r\n` +
    `Content-Type: ${file.contentType}\r\n\r\n`;
  return Buffer.concat([
    Buffer.from(parts.join('') + head),
    file.bytes,
    Buffer.from(`\r\n--${mark}--\r\n`),
  ]);
}

function equal(fields: readonly string[]) {
  return fields.map((field) => ({ path: `$.${field}`, rules: [MatchersV3.equal(field)] }));
}
