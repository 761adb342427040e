/**
 * What `look` finds, as soon as it is wanted; whatever it finds last when the time is up, so that
 * the expectation after it shows the difference.
 */
export async function eventually<T>(
  look: () => Promise<T> | T,
  wanted: (found: T) => boolean,
  withinMs = 10_000,
): Promise<T> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (wanted(found) || performance.now() > endMs) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
