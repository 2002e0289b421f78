import { describe, expect, it } from 'vitest';
import { logLineHtml, parseLog } from './log.ts';
import { codeTextOf, splitAfterFirstSection, textOf, withRowHeaders } from './rendered-html.ts';
import { commandsOf, parseSession, sessionHtml } from './session.ts';

describe('parseSession', () => {
  it('tells commands, remarks and output apart', () => {
    expect(parseSession('$ curl -i localhost\nHTTP/1.1 502 Bad Gateway\n# from nginx\n')).toEqual([
      { kind: 'command', text: 'curl -i localhost' },
      { kind: 'output', text: 'HTTP/1.1 502 Bad Gateway' },
      { kind: 'remark', text: '# from nginx' },
    ]);
  });

  it('carries a command on over back-slashes and here-documents', () => {
    const entries = parseSession('$ curl -H a \\\n  localhost\n$ cat <<EOF\n$ no\nEOF\ndone');
    expect(entries.map((entry) => entry.kind)).toEqual(['command', 'command', 'output']);
    expect(commandsOf(entries)).toBe('curl -H a \\\n  localhost\ncat <<EOF\n$ no\nEOF');
  });
});

describe('sessionHtml', () => {
  it('adds no space and runs nothing', () => {
    expect(sessionHtml(parseSession('$ echo "<b>"\n<b>'))).toBe(
      '<span class="command"><span class="prompt">$ </span>echo &quot;&lt;b&gt;&quot;</span>' +
        '<span class="output">&lt;b&gt;</span>',
    );
  });
});

describe('parseLog', () => {
  it('keeps the line to the letter and takes the note apart', () => {
    const [line] = parseLog(
      '2026/11/22 09:14:07 [error] 31#31: *9 connect() failed (111: Connection refused) <-- the app',
    );
    expect(line).toEqual({
      when: '2026/11/22 09:14:07 ',
      text: '[error] 31#31: *9 connect() failed (111: Connection refused)',
      note: 'the app',
    });
  });

  it('draws a line with its time set apart', () => {
    const html = parseLog('2026-11-22T09:14:07Z a < b').map(logLineHtml);
    expect(html).toEqual(['<span class="when">2026-11-22T09:14:07Z </span>a &lt; b']);
  });

  it('knows lines without time and without note', () => {
    expect(parseLog('TypeError: x\n    at a.ts:1:2')).toEqual([
      { when: '', text: 'TypeError: x', note: undefined },
      { when: '', text: '    at a.ts:1:2', note: undefined },
    ]);
  });
});

describe('rendered HTML', () => {
  it('gives back the text of a code block', () => {
    const html = '<figure><pre><code><span class="line">a &#x3C;b> &amp;&#39;</span></code></pre>';
    expect(codeTextOf(html, 'Terminal')).toBe("a <b> &'");
    expect(textOf('&eacute;&#8594;')).toBe('&eacute;→');
  });

  it('says which component misses its code block', () => {
    expect(() => codeTextOf('<p>words</p>', 'LogLines')).toThrow(/<LogLines> needs/);
  });

  it('cuts a body before its second section', () => {
    expect(splitAfterFirstSection('<h2 id="a">A</h2>x<h3>y</h3><h2 id="b">B</h2>z')).toEqual({
      first: '<h2 id="a">A</h2>x<h3>y</h3>',
      rest: '<h2 id="b">B</h2>z',
    });
    expect(splitAfterFirstSection('<p>x</p>')).toEqual({ first: '<p>x</p>', rest: '' });
  });

  it('names the rows of a table by their first cell and leaves its head alone', () => {
    const table =
      '<thead><tr><th>a</th></tr></thead><tbody><tr><td>502</td><td>x</td></tr></tbody>';
    expect(withRowHeaders(table)).toBe(
      '<thead><tr><th>a</th></tr></thead><tbody><tr><th scope="row">502</th><td>x</td></tr></tbody>',
    );
  });
});
