/**
 * The name of a file in the address that a message carries; undefined when there is none. Desks
 * write the name behind `filename=` as it is, so that whatever follows belongs to it, `&` and `#`
 * too; percent signs are undone where all of them can be. Without `filename=` it is the last
 * segment of the path. Host, scheme and prefix do not matter.
 */
export function fileNameIn(url: string): string | undefined {
  const given = url.trim().toWellFormed();
  const parameter = /[?&]filename=(.*)$/is.exec(given)?.[1];
  const name = decoded(parameter ?? lastSegmentOf(given)).trim();
  return name === '' ? undefined : name;
}

function lastSegmentOf(url: string): string {
  const withoutScheme = url.replace(/^[a-z][a-z\d+.-]*:\/\//i, '');
  const path = withoutScheme.replace(/[?#].*$/s, '');
  const slash = path.lastIndexOf('/');
  const isHostAlone = slash < 0 && withoutScheme !== url;
  return isHostAlone ? '' : path.slice(slash + 1);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What may stand before the dot, as the File Engine takes it. */
const stemMax = 80;

/** A name that the File Engine takes: `[A-Za-z0-9_-]`, a dot, an extension that fits the type. */
export function safeName(name: string, contentType: string): string {
  const [, stem = name, extension = ''] = /^(.*)\.([a-z\d]{1,8})$/is.exec(name) ?? [];
  const fitting = extensions[contentType];
  const given = extension.toLowerCase();
  if (given !== '' && (fitting === undefined || fitting.includes(given))) {
    return `${safeMark(stem)}.${given}`;
  }
  return `${safeMark(name)}.${fitting?.[0] ?? 'bin'}`;
}

/** Text that can stand in a file's name. */
export function safeMark(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return plain.replaceAll(/[^A-Za-z0-9_-]+/g, '_').slice(0, stemMax) || 'file';
}

/** The extensions of a type, the one to add first. */
const extensions: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'video/mp4': ['mp4'],
  'video/quicktime': ['mov'],
  'audio/mpeg': ['mp3', 'mpga'],
  'audio/mp4': ['m4a'],
  'audio/ogg': ['oga', 'ogg'],
  'application/pdf': ['pdf'],
  'text/plain': ['txt'],
};
