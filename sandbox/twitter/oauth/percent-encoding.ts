const RESERVED = /[!'()*]/g;

/** RFC 3986 percent-encoding as RFC 5849 section 3.6 asks for: only letters, digits and `-._~` stay. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    RESERVED,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
