import { execFileSync } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNginx } from '../../../src/discover/configuration/nginx.ts';
import { WeaklinkError } from '../../../src/platform/errors.ts';
import { findProgram, needsPrograms } from '../../support/needs-program.ts';
import { scratch } from '../../support/scratch.ts';
import { fixture, fixtures } from './fixture.ts';

const noIncludes = async () => [];
const read = (text: string) => readNginx({ path: 'x.conf', text }, noIncludes);

test.skipIf(!needsPrograms('nginx'))(
  'the fixture is a configuration that nginx takes',
  async () => {
    const directory = await scratch();
    await copyFile(join(fixtures, 'nginx.conf'), join(directory, 'nginx.conf'));
    const args = ['-t', '-q', '-p', directory, '-c', join(directory, 'nginx.conf'), '-e', 'stderr'];
    execFileSync(findProgram('nginx') ?? 'nginx', args, { stdio: 'pipe' });
  },
);

describe('virtual hosts', () => {
  test('with their ports, names and upstreams, by file and line', async () => {
    const { fronts, problems } = await readNginx(fixture('nginx.conf'), noIncludes);
    expect(fronts).toMatchObject([
      {
        source: 'nginx.conf:16',
        name: '',
        isDefault: true,
        listens: [
          { ip: '0.0.0.0', port: 80, tls: false },
          { ip: '::', port: 80, tls: false },
        ],
        upstreams: [
          {
            name: 'replicas',
            source: 'nginx.conf:8',
            servers: ['10.0.0.11:8000', '10.0.0.12:8000'],
          },
          { name: '', source: 'nginx.conf:23', servers: ['http://127.0.0.1:9001'] },
        ],
      },
      {
        source: 'nginx.conf:26',
        hosts: ['docs.acme.example', 'www.docs.acme.example'],
        isDefault: true,
        upstreams: [{ source: 'nginx.conf:29', servers: ['https://localhost:9443'] }],
      },
      { source: 'nginx.conf:32', hosts: ['other.acme.example'], isDefault: false, upstreams: [] },
    ]);
    expect(problems).toEqual([
      'nginx.conf:30: proxy_pass goes where a variable says: write that need by hand',
    ]);
  });

  test('of files that are included, and of streams', async () => {
    const site =
      'server { listen 443 ssl; server_name a.example; location / { proxy_pass http://10.0.0.1:1; } }';
    const main =
      'http { include sites/*; include mime.types; }\nstream {\n  server { listen 5432; proxy_pass 10.0.0.2:5432; }\n}';
    const asked: string[] = [];
    const { fronts } = await readNginx({ path: 'main.conf', text: main }, async (pattern) => {
      asked.push(pattern);
      return pattern === 'sites/*' ? [{ path: 'sites/a', text: site }] : [];
    });
    expect(asked).toEqual(['sites/*', 'mime.types']);
    expect(fronts).toMatchObject([
      { source: 'sites/a:1', speaksHttp: true, listens: [{ port: 443, tls: true }] },
      { source: 'main.conf:3', speaksHttp: false, upstreams: [{ servers: ['10.0.0.2:5432'] }] },
    ]);
  });

  test('a file that includes itself comes to an end', async () => {
    const text = 'include x.conf; server { listen 80; }';
    const { fronts } = await readNginx({ path: 'x.conf', text }, async () => [
      { path: 'x.conf', text },
    ]);
    expect(fronts.length).toBeGreaterThan(0);
  });
});

describe('what is no configuration is told with its line', () => {
  test.each([
    ['http {\n  server {\n    listen 80;\n  }\n', 1, 'the block that begins here has no end'],
    ['http {\n}\n}\n', 3, '"}" ends a block that never began'],
    [
      'http {\n  root "/srv;\n}\n',
      2,
      'is no nginx configuration: Unable to parse quote-delimited value',
    ],
  ])('%j', async (text, line, message) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining(message),
      place: { file: 'x.conf', line },
    });
  });

  test('whatever the bytes, there is a result or one message', async () => {
    const part = fc.constantFrom(
      '{',
      '}',
      ';',
      '"',
      "'",
      '#',
      '\n',
      ' ',
      'server',
      'listen',
      '80',
      '$x',
      '$' + '{y}',
      'a_by_lua_block',
      '\\',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(part, fc.string()), { maxLength: 40 }), async (parts) => {
        const result = await read(parts.join('')).catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toBeInstanceOf(WeaklinkError);
      }),
      { numRuns: 500 },
    );
  });
});
