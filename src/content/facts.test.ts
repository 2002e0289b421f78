import { describe, expect, test } from 'vitest';
import { factEntries } from './fact-index.ts';
import {
  causesByPlatform,
  codeFacts,
  factById,
  facts,
  platformById,
  sourceById,
  topicById,
} from './facts.ts';

describe('the door to the facts', () => {
  test('gives a default as a sentence with version, source and date', () => {
    const fact = factById('nginx.proxy-read-timeout');
    expect(fact.statement).toBe('nginx: proxy_read_timeout is 60s by default.');
    expect(fact.version).toBe('nginx 1.31.5');
    expect(sourceById(fact.source).url).toContain('ngx_http_proxy_module');
    expect(fact.checked).toMatch(/^\d{4}-\d{2}/);
  });

  test('fills in the version of the source where a fact names none', () => {
    expect(factById('spec.idempotent-set').version).toBe('RFC 9110');
  });

  test('gives the quotation of a specification word for word', () => {
    expect(factById('500.quote').statement).toMatch(
      /^The 500 \(Internal Server Error\) status code/,
    );
    expect(codeFacts(500).quote?.section).toBe('RFC 9110 15.6.1');
  });

  test('groups what platforms mean by a code', () => {
    const groups = causesByPlatform(504);
    expect(groups[0]?.platform.name).toBe('nginx');
    expect(groups.flatMap(({ causes }) => causes)).toHaveLength(codeFacts(504).causes.length);
  });

  test('gives the failure table as flat cells', () => {
    const cell = facts.matrix.find(({ id }) => id === 'failure.connection-refused.apache-httpd');
    expect(cell).toMatchObject({ failure: 'failure.connection-refused', sends: 503 });
  });

  test('finds topics and platforms by id', () => {
    expect(topicById('keep-alive-race').facts.length).toBeGreaterThan(3);
    expect(platformById('apache-httpd').name).toBe('Apache httpd');
  });

  test('throws for an id nobody knows', () => {
    expect(() => factById('nginx.no-such-thing')).toThrow('holds no fact nginx.no-such-thing');
    expect(() => sourceById('nowhere')).toThrow('holds no source nowhere');
    expect(() => codeFacts(542)).toThrow('holds no code 542');
  });

  test('finds every entry of the files by its id, with a statement', () => {
    const entries = factEntries(facts);
    expect(entries.length).toBeGreaterThan(600);
    for (const { evidence } of entries) expect(factById(evidence.id).statement).not.toBe('');
  });
});
