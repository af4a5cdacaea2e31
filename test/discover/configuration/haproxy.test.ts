import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHaproxy } from '../../../src/discover/configuration/haproxy.ts';
import { WeaklinkError } from '../../../src/platform/errors.ts';
import { findProgram, needsPrograms } from '../../support/needs-program.ts';
import { fixture, fixtures } from './fixture.ts';

const read = (text: string) => readHaproxy([{ path: 'x.cfg', text }]);

test.skipIf(!needsPrograms('haproxy'))('the fixture is a configuration that HAProxy takes', () => {
  const args = ['-c', '-q', '-f', join(fixtures, 'haproxy.cfg')];
  execFileSync(findProgram('haproxy') ?? 'haproxy', args, { stdio: 'pipe' });
});

test('frontends with their ports and the servers of their backends', () => {
  const { fronts, problems } = readHaproxy([fixture('haproxy.cfg')]);
  expect(fronts).toMatchObject([
    {
      name: 'web',
      source: 'haproxy.cfg:12',
      speaksHttp: true,
      listens: [
        { ip: '0.0.0.0', port: 8080, tls: false },
        { ip: '127.0.0.1', port: 8082, tls: false },
      ],
      upstreams: [
        { name: 'replicas', servers: ['10.0.0.11:8000', '10.0.0.12:8000'] },
        { name: 'site', servers: ['127.0.0.1:9000'] },
      ],
    },
    // Asked for no path of its own it answers 503, so that only its port is looked at.
    { name: 'paths-alone', speaksHttp: false, upstreams: [{ name: 'site' }] },
    { name: 'raw', speaksHttp: false, upstreams: [{ servers: ['10.0.0.21:5432'] }] },
    { name: 'cache', speaksHttp: false, upstreams: [{ servers: ['10.0.0.31:6379'] }] },
  ]);
  expect(problems).toEqual([
    'haproxy.cfg:17: the backend is chosen while it runs: write that need by hand',
  ]);
});

test('a backend in another file of the same process', () => {
  const { fronts } = readHaproxy([
    {
      path: 'a.cfg',
      text: 'frontend f\n  bind :::80 v4v6\n  bind [::1]:81 ssl crt /x\n  default_backend b\n',
    },
    { path: 'b.cfg', text: 'backend b\n  server s db.acme.example:5432\n' },
  ]);
  expect(fronts).toMatchObject([
    {
      listens: [
        { ip: '::', port: 80, tls: false },
        { ip: '::1', port: 81, tls: true },
      ],
      upstreams: [{ servers: ['db.acme.example:5432'] }],
    },
  ]);
});

test('a backend that is nowhere is told', () => {
  const { problems } = read('frontend f\n  bind :80\n  default_backend lost\n');
  expect(problems).toEqual(['x.cfg:3: there is no backend lost']);
});

test.each([
  ['  server a 1.2.3.4:5\n', 1, 'a line before the first section of HAProxy'],
  ['global\n  log "x\n', 2, 'a quote has no end'],
])('what is no configuration is told with its line: %j', (text, line, message) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({
      code: 'E_CONFIG',
      message,
      place: { file: 'x.cfg', line, column: 1 },
    }),
  );
});

test('whatever the bytes, there is a result or one message', () => {
  const part = fc.constantFrom(
    'frontend f',
    'backend b',
    'server s',
    ' ',
    '\n',
    '"',
    "'",
    '\\',
    '#',
    'bind',
    ':80',
    '@',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 40 }), (parts) => {
      try {
        read(parts.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(WeaklinkError);
      }
    }),
    { numRuns: 500 },
  );
});
