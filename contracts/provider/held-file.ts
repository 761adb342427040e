import { jpeg } from '../consumer/files.ts';

/**
 * Puts a file of this name into a File Engine, which makes the name of what stands before the
 * first underscore and of what stands behind it.
 */
export async function holdFile(fileEngineUrl: string, name: string): Promise<void> {
  const [conversationId = '', ...rest] = name.split('_');
  const form = new FormData();
  form.append('conversationId', conversationId);
  form.append('file', new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }), rest.join('_'));
  const { ok } = await fetch(`${fileEngineUrl}/api/uploadFileStream`, {
    method: 'POST',
    body: form,
  });
  if (!ok) throw new Error('the File Engine does not take the file');
}
