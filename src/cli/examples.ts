/** Examples for the help of a command. */
export const examples = (...lines: readonly string[]): string =>
  ['', 'Examples:', ...lines.map((line) => `  twitter-connector ${line}`)].join('\n');
