import type { Received, SignedClient } from './signed-client.ts';

const UPLOAD = '/1.1/media/upload.json';

/** What is to be uploaded; without a category, as a photo for direct messages. */
export interface FileToUpload {
  readonly bytes: Buffer;
  readonly type?: string;
  readonly category?: string;
  readonly shared?: boolean;
  readonly segmentBytes?: number;
}

/** Sends one media command as a signed form. */
export function command(client: SignedClient, form: Record<string, string>): Promise<Received> {
  return client.signed('POST', UPLOAD, { form });
}

/** Announces an upload. */
export function init(client: SignedClient, file: FileToUpload): Promise<Received> {
  const { bytes, type = 'image/jpeg', category = 'dm_image', shared = false } = file;
  return command(client, {
    command: 'INIT',
    total_bytes: String(bytes.length),
    media_type: type,
    media_category: category,
    shared: String(shared),
  });
}

/** Sends one segment as a multipart body. */
export function append(
  client: SignedClient,
  media_id: string,
  segment: number,
  media: Buffer,
): Promise<Received> {
  const parts = { command: 'APPEND', media_id, segment_index: String(segment), media };
  return client.signed('POST', UPLOAD, { parts });
}

export function finalize(client: SignedClient, media_id: string): Promise<Received> {
  return command(client, { command: 'FINALIZE', media_id });
}

export function status(client: SignedClient, mediaId: string): Promise<Received> {
  return client.signed('GET', `${UPLOAD}?command=STATUS&media_id=${mediaId}`);
}

/** The id in an answer. */
export function mediaIdOf({ body }: Received): string {
  return (body as { media_id_string: string }).media_id_string;
}

/** Sends a whole file in segments and finalizes it; answers with its id. */
export async function upload(client: SignedClient, file: FileToUpload): Promise<string> {
  const { bytes, segmentBytes = 1_000_000 } = file;
  const id = mediaIdOf(await init(client, file));
  for (let start = 0, n = 0; start < bytes.length; start += segmentBytes, n += 1) {
    await append(client, id, n, bytes.subarray(start, start + segmentBytes));
  }
  await finalize(client, id);
  return id;
}
