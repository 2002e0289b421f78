import { STATUS_CODES } from 'node:http';
import { describe, expect, it } from 'vitest';
import { reasonPhrase } from './reason-phrases.ts';

describe('reasonPhrase', () => {
  it('knows the 5xx codes', () => {
    expect([500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511].map(reasonPhrase)).toEqual([
      'Internal Server Error',
      'Not Implemented',
      'Bad Gateway',
      'Service Unavailable',
      'Gateway Timeout',
      'HTTP Version Not Supported',
      'Variant Also Negotiates',
      'Insufficient Storage',
      'Loop Detected',
      'Not Extended',
      'Network Authentication Required',
    ]);
  });

  it('has a phrase for every code Node knows, but for those that are not registered', () => {
    const missing = Object.keys(STATUS_CODES).filter((code) => reasonPhrase(Number(code)) === '');
    expect(missing).toEqual(['418', '509']);
  });

  it('has none for a code nobody registered', () => {
    expect(reasonPhrase(599)).toBe('');
  });
});
