import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/**
 * What our clients wrote as bodies while this was done, in latin-1: of a form in parts, Pact does
 * not compare the order, the names of the files or parts that are too many.
 */
export async function sentBodies(act: () => Promise<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  const listen = (event: unknown) => {
    chunks.push(
      Buffer.from((event as { readonly chunk: Uint8Array | string }).chunk as Uint8Array),
    );
  };
  subscribe('undici:request:bodyChunkSent', listen);
  try {
    await act();
  } finally {
    unsubscribe('undici:request:bodyChunkSent', listen);
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** Whether a form in parts is this one; the boundary and the case of header names may differ. */
export function isSameForm(sent: string, expected: (boundary: string) => Buffer): boolean {
  const boundary = /--(\S+)\r\n/.exec(sent)?.[1] ?? '';
  const headers = (form: string) =>
    form.replaceAll(/^content-[a-z]+:/gim, (name) => name.toLowerCase());
  return headers(sent) === headers(expected(boundary).toString('latin1'));
}

/** The names of the headers that our clients sent meanwhile: Pact does not miss one too many. */
export async function sentHeaders(act: () => Promise<unknown>): Promise<readonly string[]> {
  const names: string[] = [];
  const listen = (event: unknown) => {
    const { headers } = event as { readonly headers: string };
    for (const [, name = ''] of headers.matchAll(/^([\w-]+):/gm)) names.push(name.toLowerCase());
  };
  subscribe('undici:client:sendHeaders', listen);
  try {
    await act();
  } finally {
    unsubscribe('undici:client:sendHeaders', listen);
  }
  return names;
}
