/** The items of all pages, fetched as they are wanted. */
export async function* paged<T>(
  page: (pageToken: string) => Promise<{ readonly items: readonly T[]; readonly next: string }>,
): AsyncGenerator<T> {
  let pageToken = '';
  do {
    const { items, next } = await page(pageToken);
    yield* items;
    pageToken = next;
  } while (pageToken !== '');
}

/** The first `limit` of them; `more` is called when there are others. */
export async function* first<T>(
  limit: number,
  items: AsyncIterable<T>,
  more: () => void,
): AsyncGenerator<T> {
  let taken = 0;
  for await (const item of items) {
    if (taken === limit) return more();
    taken += 1;
    yield item;
  }
}
