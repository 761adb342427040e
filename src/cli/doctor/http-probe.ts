/** An answer over HTTP, or why there was none. */
export type Probe =
  | { readonly response: Response; readonly body: string; readonly tookMs: number }
  | { readonly failure: string };

/** One GET that follows no redirect. */
export async function probe(url: string, withinMs: number, signal: AbortSignal): Promise<Probe> {
  const startedMs = performance.now();
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(withinMs)]),
    });
    const body = await response.text();
    return { response, body, tookMs: performance.now() - startedMs };
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    return { failure: reasonOf(thrown, withinMs) };
  }
}

function reasonOf(thrown: unknown, withinMs: number): string {
  const { name, message, cause } = thrown as Error & {
    cause?: { code?: string; message?: string };
  };
  if (name === 'TimeoutError') return `no answer within ${withinMs / 1_000} s`;
  return cause?.code ?? cause?.message ?? message;
}

/** What a gateway answers when nothing stands behind it. */
export const isGatewayTrouble = (code: number): boolean => code >= 502 && code <= 504;
