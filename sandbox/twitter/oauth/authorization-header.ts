/** The parameters of an `Authorization: OAuth` header, decoded; `realm` is left out. */
export type OAuthParameters = ReadonlyMap<string, string>;

const PARAMETER = /^\s*([A-Za-z0-9_.~%-]+)="([^"]*)"\s*$/;

/** Reads the header; undefined when it is not an OAuth header or is garbled. */
export function oauthParametersOf(header: string): OAuthParameters | undefined {
  if (!/^OAuth\s/i.test(header)) return undefined;
  const parameters = new Map<string, string>();
  for (const part of header.slice('OAuth '.length).split(',')) {
    const [, name, value] = PARAMETER.exec(part) ?? [];
    if (name === undefined || value === undefined) return undefined;
    if (name === 'realm') continue;
    const decoded = decode(value);
    if (decoded === undefined || parameters.has(name)) return undefined;
    parameters.set(name, decoded);
  }
  return parameters;
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
