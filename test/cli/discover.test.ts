import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { parse } from 'yaml';
import { makeIdentity } from '../support/certificates.ts';
import { needsPrograms } from '../support/needs-program.ts';
import { type Nginx, startNginx } from '../support/nginx.ts';
import { until } from '../support/processes.ts';
import { Pty } from '../support/pty.ts';
import { scratch } from '../support/scratch.ts';
import { ensureBuilt, entry, weaklink } from '../support/weaklink.ts';

/** Milliseconds for a test of several commands, on a machine that is busy with other tests. */
const COMMANDS_MS = 240_000;
vi.setConfig({ testTimeout: COMMANDS_MS });

const fixtures = join(import.meta.dirname, '../../fixtures/discover');

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await scratch();
  file = join(directory, 'chain.yaml');
});

/** Beside the machine's own processes, which other tests start and end. */
const fromFiles = (...args: string[]) =>
  weaklink(['discover', ...args, '--except', 'sockets,environment,docker,connections,host'], {
    cwd: directory,
    timeoutMs: COMMANDS_MS / 3,
  });

describe('configuration files that were named', () => {
  const chainFiles = ['nginx.conf', 'litellm.yaml', 'ssh_config'].map((name) =>
    join(fixtures, name),
  );

  test('become a chain that validates, with no secret in it', async () => {
    const { exitCode, stdout, stderr } = await fromFiles(
      ...[file, '--entry', '127.0.0.1:80,127.0.0.1:4000', '--yes', '--from', ...chainFiles],
    );
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const text = await readFile(file, 'utf8');
    expect(parse(text)).toMatchObject({
      models: { chat: expect.anything(), small: expect.anything() },
      links: {
        nginx: {
          kind: 'gateway',
          address: 'http://127.0.0.1:80',
          needs: [{ anyOf: expect.anything() }, expect.anything()],
        },
        litellm: {
          kind: 'router',
          needs: expect.arrayContaining(['postgres', 'api.anthropic.com']),
        },
        postgres: { kind: 'store', address: 'db.acme.example:5432' },
        'api.openai.com': {
          also: [{ kind: 'openai', as: 'list', list: true, key: 'env:OPENAI_API_KEY' }],
        },
      },
    });
    expect(text + stdout + stderr).not.toContain('not-to-be-shown');
    expect(await weaklink(['validate', file])).toMatchObject({ exitCode: 0 });
    const again = await fromFiles(
      file,
      '--entry',
      '127.0.0.1:80,127.0.0.1:4000',
      '--yes',
      '--from',
      ...chainFiles,
    );
    expect(again.stderr).toContain('nothing is new');
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test.each([
    [
      'broken.conf',
      'server {\n  listen 80;\n',
      ':1:1: the block that begins here has no end [E_CONFIG]',
    ],
    ['broken.yaml', 'model_list:\n  - {\n', ':3:1: not valid YAML'],
    ['letter.txt', 'Dear reader,\n', ':1:1: nobody knows what program reads this file [E_CONFIG]'],
  ])('%s that is none is told with its line, and 2', async (name, text, message) => {
    const path = join(directory, name);
    await writeFile(path, text);
    const { exitCode, stdout, stderr } = await fromFiles(file, '--yes', '--from', path);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`${path}${message}`);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });
});

describe('the command line', () => {
  test.each([
    [
      ['--only', 'dokcer'],
      '--only: there is no source "dokcer" [E_OPTION]\n  Did you mean "docker"?',
    ],
    [['--vantage', 'moon'], '--vantage must be local, ssh:user@host:port or docker:container'],
    [['--entry', 'nowhere'], '--entry: "nowhere" is no address'],
    [['--from', '/nonexistent'], '/nonexistent: there is no such file'],
  ])('%j is refused with 2', async (args, message) => {
    const { exitCode, stderr } = await weaklink(['discover', ...args], { cwd: directory });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  test('a file that is wrong is told as validate tells it, and left alone', async () => {
    await writeFile(file, 'chain: x\nlinks:\n  a: { kind: gpu, needs: [b] }\n');
    const { exitCode, stderr } = await weaklink(['discover', file, '--yes'], { cwd: directory });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${file}:3:27: links.a.needs[0]: there is no link "b" [E_DANGLING]`);
  });

  test('a place where nobody can stand is told with 3', async () => {
    const { exitCode, stderr } = await weaklink(['discover', '--vantage', 'ssh:127.0.0.1:1'], {
      cwd: directory,
    });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('ssh:127.0.0.1:1: cannot look from there');
  });
});

describe.skipIf(!needsPrograms('nginx'))('a server that runs', () => {
  let nginx: Nginx;
  beforeAll(async () => {
    const pass = 'location / { proxy_pass http://127.0.0.1:9; }';
    nginx = await startNginx(pass, await makeIdentity({ subject: 'discover.test' }));
  });
  afterAll(() => nginx.close());

  const args = (...more: string[]) => [
    ...['discover', '--only', 'nginx,sockets', '--entry', `127.0.0.1:${nginx.port}`, ...more],
  ];
  const run = (...more: string[]) => weaklink(args(...more), { cwd: directory });

  test('nothing is written without a yes where nobody can be asked', async () => {
    const { exitCode, stdout, stderr } = await run(file);
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^nginx {2}gateway {2}http:\/\/127\.0\.0\.1:\d+ {2}\(certain\)$/m);
    expect(stdout).toMatch(
      /takes requests on port \d+ and passes them to http:\/\/127\.0\.0\.1:9 /,
    );
    expect(stderr).toContain('E_NOT_ASKED');
    await expect(readFile(file)).rejects.toThrow();
  });

  test('-o - prints the file alone, what is told of it stands on stderr', async () => {
    const { exitCode, stdout, stderr } = await run('-o', '-');
    expect(exitCode).toBe(0);
    expect(parse(stdout)).toMatchObject({ links: { nginx: { kind: 'gateway' } } });
    expect(stderr).toContain('nginx  gateway');
  });

  test('--json is one document with the reasons, and writes nothing', async () => {
    const { exitCode, stdout, stderr } = await run(file, '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'weaklink.discovery/1',
      changed: true,
      sources: { nginx: expect.any(Number), sockets: expect.any(Number) },
      links: expect.arrayContaining([
        expect.objectContaining({ id: 'nginx', sure: 'certain', reasons: expect.anything() }),
      ]),
      added: { links: expect.arrayContaining(['nginx']) },
    });
    await expect(readFile(file)).rejects.toThrow();
  });

  test('--dry-run shows a diff', async () => {
    const text = `chain: mine # ours\nlinks:\n  web: { kind: gateway, address: "http://127.0.0.1:${nginx.port}" }\n`;
    await writeFile(file, text);
    const { exitCode, stdout } = await run(file, '--dry-run');
    expect(exitCode).toBe(0);
    const diff = stdout.slice(stdout.indexOf('--- '));
    expect(diff).toMatch(/^\+ {2}web: .*needs: /m);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('a person is asked at the terminal, and a no is a no', async () => {
    await ensureBuilt();
    const command = [process.execPath, entry, ...args(file)].join(' ');
    const no = new Pty(command);
    onTestFinished(() => no.close());
    await until(() => no.written.includes('[y/N]'));
    no.type('n\r');
    expect(await no.ended).toBe(0);
    await expect(readFile(file)).rejects.toThrow();
    const yes = new Pty(command);
    onTestFinished(() => yes.close());
    await until(() => yes.written.includes('[y/N]'));
    yes.type('y\r');
    expect(await yes.ended).toBe(0);
    expect(await readFile(file, 'utf8')).toContain('kind: gateway');
  });
});
