/** A metric that a query looks at, with the labels by which it chooses its series. */
export interface Selector {
  readonly name: string;
  /** The value too, where exactly one is wanted. */
  readonly labels: ReadonlyMap<string, string | undefined>;
}

/** What a query in the language of Prometheus asks about, as far as names go. */
export interface Query {
  readonly selectors: readonly Selector[];
  /** Labels that are left in the answer. */
  readonly groupedBy: readonly string[];
}

const functions = new Set(
  `absent count delta histogram_quantile increase max max_over_time min rate sum`.split(' '),
);
const words = new Set(['and', 'or', 'unless', 'offset', 'bool']);

const tokens =
  /\s+|\[[^\]]*\]|"(?:[^"\\]|\\.)*"|\d[\w.]*|[a-zA-Z_]\w*|=~|!~|[!=<>]=|[-+*/%^(){},=<>]/y;

function tokensIn(text: string): readonly string[] {
  const found: string[] = [];
  tokens.lastIndex = 0;
  while (tokens.lastIndex < text.length) {
    const at = tokens.lastIndex;
    const [token] = tokens.exec(text) ?? [];
    if (token === undefined) throw new Error(`not understood: ${text.slice(at, at + 20)}`);
    if (!/^[\s[]/.test(token)) found.push(token);
  }
  return found;
}

/**
 * Reads a query. Fails on what is not one: something that is no token, a bracket that is not
 * closed, a function that is none of those we use.
 */
export function queryIn(text: string): Query {
  const all = tokensIn(text);
  checkBrackets(all, text);
  const selectors: Selector[] = [];
  const groupedBy: string[] = [];
  for (let i = 0; i < all.length; i++) {
    const token = all[i] ?? '';
    if (!/^[a-zA-Z_]/.test(token) || words.has(token)) continue;
    const end = all.indexOf(all[i + 1] === '{' ? '}' : ')', i);
    if (token === 'by') {
      groupedBy.push(...all.slice(i + 2, end).filter((name) => name !== ','));
      i = end;
    } else if (all[i + 1] === '(') {
      if (!functions.has(token)) throw new Error(`not a known function: ${token}`);
    } else if (all[i + 1] !== '{') {
      const isAggregate = functions.has(token) && all[i + 1] === 'by';
      if (!isAggregate) selectors.push({ name: token, labels: new Map() });
    } else {
      selectors.push({ name: token, labels: labelsIn(all.slice(i + 2, end)) });
      i = end;
    }
  }
  return { selectors, groupedBy };
}

function labelsIn(matchers: readonly string[]): ReadonlyMap<string, string | undefined> {
  const labels = new Map<string, string | undefined>();
  for (let i = 0; i < matchers.length; i += 4) {
    const [name = '', operator, value] = matchers.slice(i, i + 3);
    labels.set(name, operator === '=' ? value?.slice(1, -1) : undefined);
  }
  return labels;
}

function checkBrackets(all: readonly string[], text: string): void {
  const open: string[] = [];
  for (const token of all) {
    if (token === '(' || token === '{') open.push(token);
    const wanted = { ')': '(', '}': '{' }[token];
    if (wanted !== undefined && open.pop() !== wanted) throw new Error(`brackets in ${text}`);
  }
  if (open.length > 0) throw new Error(`brackets in ${text}`);
}
