import { describe, expect, test } from 'vitest';
import { maskSecrets } from './mask.ts';

describe('maskSecrets', () => {
  test.each([
    ['Authorization: Bearer abc.def.ghi', 'abc.def.ghi'],
    ['< set-cookie: sid=9f8a7b6c; Path=/', '9f8a7b6c'],
    ['Cookie: theme=dark; session=s3cr3t', 's3cr3t'],
    ['{"authorization":"Basic dXNlcjpwYXNz"}', 'dXNlcjpwYXNz'],
    ['GET /cb?access_token=tok123&x=1', 'tok123'],
    ['GET /a?api_key=k-998877', 'k-998877'],
    ['postgres://shop:hunter2@db:5432/shop', 'hunter2'],
    ['password=hunter2 user=x', 'hunter2'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcDEF', 'eyJzdWIi'],
    ['AKIAIOSFODNN7EXAMPLE', 'IOSFODNN'],
    ['token ghp_abcdefghij0123456789', 'ghp_abc'],
    ['user jane.doe@corp.example failed', 'jane.doe'],
    ['client: 203.0.113.77, server: x', '203.0.113.77'],
    ['client: 2001:db8:85a3::8a2e:370:7334, x', '8a2e'],
  ])('%s', (paste, secret) => {
    expect(maskSecrets(paste)).not.toContain(secret);
  });

  test('keeps what tells something and betrays nobody', () => {
    const line = 'connect() failed (111: Connection refused), upstream: "http://127.0.0.1:3000/"';
    expect(maskSecrets(line)).toBe(line);
    expect(maskSecrets('nginx/1.27.0 2026/03/02 09:12:44')).toBe(
      'nginx/1.27.0 2026/03/02 09:12:44',
    );
  });
});
