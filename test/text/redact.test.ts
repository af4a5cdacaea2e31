import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, redactedMark } from '../../src/text/redact.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

const secret = fc.string({ unit: 'grapheme', minLength: 6, maxLength: 60 });

function redactorOf(...secrets: readonly string[]) {
  const redactor = createRedactor();
  for (const value of secrets) redactor.learn(value);
  return redactor;
}

describe('a learned secret', () => {
  it.each<[string, (value: string) => string]>([
    ['plain', (value) => `key ${value} refused`],
    ['JSON', (value) => JSON.stringify({ key: value })],
    ['JSON in JSON', (value) => JSON.stringify(JSON.stringify({ key: value }))],
    ['a query', (value) => `https://h/p?k=${encodeURIComponent(value)}&x`],
    ['a form', (value) => new URLSearchParams({ k: value }).toString()],
    ['hex', (value) => Buffer.from(value).toString('hex')],
    ['hex in capitals', (value) => Buffer.from(value).toString('hex').toUpperCase()],
    ['base64', (value) => Buffer.from(value).toString('base64')],
    ['base64 of the URL alphabet', (value) => Buffer.from(value).toString('base64url')],
  ])('is struck out of %s, whatever its characters', (_form, write) => {
    fc.assert(
      fc.property(secret, (value) => {
        const written = write(value);
        const struck = redactorOf(value).redact(written);
        expect(struck).toContain(redactedMark);
        expect(struck.length).toBeLessThan(written.length + redactedMark.length);
        expect(struck).not.toContain(value);
      }),
    );
  });

  it('is struck out of base64 wherever it begins in it', () => {
    fc.assert(
      fc.property(secret, fc.string({ maxLength: 4 }), fc.string(), (value, before, after) => {
        const text = Buffer.from(`${before}${value}${after}`);
        for (const alphabet of ['base64', 'base64url'] as const) {
          expect(redactorOf(value).redact(text.toString(alphabet))).toContain(redactedMark);
        }
      }),
    );
  });

  it('is struck whole where another secret is a part of it', () => {
    expect(redactorOf('abcdef', 'abcdefghi').redact('x abcdefghi y')).toBe(`x ${redactedMark} y`);
  });

  it('is struck out of a text that went through before it was learned', () => {
    const redactor = redactorOf('correct horse');
    expect(redactor.redact('key hunter2hunter2')).toBe('key hunter2hunter2');
    redactor.learn('hunter2hunter2');
    expect(redactor.redact('key hunter2hunter2')).toBe(`key ${redactedMark}`);
  });

  it('leaves other text alone', () => {
    expect(redactorOf('correct horse').redact('200 in 12 ms')).toBe('200 in 12 ms');
  });

  it('does not show when the redactor is printed', () => {
    expect(inspect(redactorOf('hunter2hunter2'), { showHidden: true, depth: 9 })).not.toContain(
      'hunter2',
    );
  });

  it('is refused when it is so short that ordinary words would be struck out', () => {
    expect(() => createRedactor().learn('abcde')).toThrow(
      /shorter than 6 characters would be struck out of ordinary words/,
    );
  });
});

describe('a secret that nobody told of', () => {
  it.each([
    ['-H "authorization: Bearer $(cat /run/key)"', '-H "authorization: Bearer $(cat /run/key)"'],
    ['x-api-key: $KEY', 'x-api-key: $KEY'],
    ['Authorization: Bearer abc.def-123', `Authorization: Bearer ${redactedMark}`],
    [
      "curl -H 'authorization: Basic dXNlcjpwYXNz' x",
      `curl -H 'authorization: Basic ${redactedMark}' x`,
    ],
    ['{"authorization":"Bearer abc","a":1}', `{"authorization":"Bearer ${redactedMark}","a":1}`],
    ['x-api-key: 12345', `x-api-key: ${redactedMark}`],
    ['Set-Cookie: session=abc; Path=/', `Set-Cookie: ${redactedMark}`],
    [
      'Incorrect API key provided: sk-proj-abcdefghijklmnop',
      `Incorrect API key provided: ${redactedMark}`,
    ],
    ['id AKIAIOSFODNN7EXAMPLE.', `id ${redactedMark}.`],
    ['https://bob:hunter2@host/x', `https://bob:${redactedMark}@host/x`],
    ['https://token123@host/x', `https://${redactedMark}@host/x`],
    ['postgres://bob:p%40ss@db:5432/x', `postgres://bob:${redactedMark}@db:5432/x`],
    ['GET /v1?api_key=abc&n=1', `GET /v1?api_key=${redactedMark}&n=1`],
    ['GET /v1?n=1&token=abc', `GET /v1?n=1&token=${redactedMark}`],
    ['{"password": "hunter2", "user": "bob"}', `{"password": "${redactedMark}", "user": "bob"}`],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig', `jwt ${redactedMark}`],
    [
      'a\n-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nb',
      `a\n${redactedMark}\nb`,
    ],
    ['-----BEGIN PRIVATE KEY-----\nMII and no end', redactedMark],
  ])('%j', (text, expected) => {
    const redactor = createRedactor();
    expect(redactor.redact(text)).toBe(expected);
    expect(redactor.redact(expected)).toBe(expected);
  });

  it.each([
    'unexpected token: }',
    'max_tokens=5, total_tokens: 7',
    'ssh://ops@bastion:22',
    'GET https://host:8443/v1/models',
    'ask-me-anything-about-this-long-name',
    'authorization failed',
    '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----',
  ])('is not seen in %j', (text) => {
    expect(createRedactor().redact(text)).toBe(text);
  });

  it('is looked for in linear time', () => {
    const half = [
      'authorization',
      '-----BEGIN PRIVATE KEY-----',
      'https://',
      'eyJaaaaaaaaaa.',
      ':',
      ' ',
    ];
    const text = half.map((part) => part.repeat(40_000)).join('\n');
    const cpuMs = cpuMsOf(() => createRedactor().redact(text));
    expect(cpuMs).toBeLessThan(2_000);
  });
});
