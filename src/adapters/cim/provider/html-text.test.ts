import { expect, test } from '@jest/globals';
import { textOfHtml } from './html-text.ts';

test.each([
  ['plain  words', 'plain words'],
  ['<p>One\n two</p><div>three</div>', 'One two\nthree'],
  ['a<br>b<br/>c<BR />d', 'a\nb\nc\nd'],
  ['<head><title>no</title></head><style>p { }</style><b>yes</b><script>1 < 2</script>', 'yes'],
  ['<a href="https://e.ch">here</a>', 'here'],
  [
    '1 &lt; 2 &amp;&amp; 3 &gt; 2 &nbsp; &amp;lt; &quot;x&quot; &#39;y&#39;',
    '1 < 2 && 3 > 2   &lt; "x" \'y\'',
  ],
  ['<p>', ''],
  ['', ''],
])('%j reads %j', (html, text) => {
  expect(textOfHtml(html)).toBe(text);
});

test.each(['<', '<style>', ' ', '<b> ', '&amp', '< >'])('reads a megabyte of %j', (piece) => {
  expect(textOfHtml(piece.repeat(1_000_000 / piece.length)).length).toBeLessThan(1_000_001);
});
