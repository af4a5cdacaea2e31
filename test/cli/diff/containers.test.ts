import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { runCheck } from '../../../src/cli/check.ts';
import { runDiff } from '../../../src/cli/diff.ts';
import { runSnapshot } from '../../../src/cli/snapshot.ts';
import { diffSchema } from '../../../src/drift/schema.ts';
import { commandContext } from '../../support/command-context.ts';
import { startDockerd } from '../../support/dockerd.ts';
import { until } from '../../support/processes.ts';
import { scratch } from '../../support/scratch.ts';

/* Two real containers with planted differences, and one that a wrong flag breaks. */

const daemon = await startDockerd();
const why = typeof daemon === 'string' ? `: ${daemon}` : '';
const dockerd = typeof daemon === 'string' ? (undefined as never) : daemon;
const endings: (() => Promise<void>)[] = [];
afterAll(async () => {
  vi.unstubAllEnvs();
  for (const end of endings) await end();
  if (typeof daemon !== 'string') await daemon.stop();
});

const mebibyte = 1_048_576;
/** A server that takes its largest length as an argument, and says so where it is none. */
const serve = `
case "$2" in *[!0-9]*) echo "engine: error: argument --max-len: invalid int value: '$2'" >&2; exit 2;; esac
exec busybox httpd -f -p 80 -h /tmp`;

interface Planted {
  readonly image: string;
  readonly length: string;
  readonly level: string;
  readonly limitMebibytes: number;
  readonly configuration: string;
}

async function runEngine(name: string, planted: Planted) {
  const container = await dockerd.create(name, '', {
    Image: planted.image,
    Cmd: [
      '/bin/sh',
      '-c',
      serve,
      'engine',
      '--max-len',
      planted.length,
      '--api-key=sk-verysecret1',
    ],
    Env: [`LOG_LEVEL=${planted.level}`, 'API_TOKEN=hunter2hunter2', 'PATH=/bin'],
    HostConfig: { Memory: planted.limitMebibytes * mebibyte },
  });
  await container.start();
  const write = `echo "${planted.configuration}" > /tmp/engine.conf`;
  const running = await container.exec({ Cmd: ['/bin/sh', '-c', write] }).catch(() => null);
  const words = await running?.start({}).catch(() => null);
  // A busy machine takes its time; who was started wrongly has ended already.
  if (words) await finished(words.resume());
  return container;
}

const good: Planted = {
  image: 'engine:1',
  length: '4096',
  level: 'info',
  limitMebibytes: 64,
  configuration: 'batch=8',
};
const other: Planted = {
  image: 'engine:2',
  length: '8192',
  level: 'debug',
  limitMebibytes: 48,
  configuration: 'batch=16',
};

async function diff(operands: readonly string[], options = {}) {
  const { context, written } = commandContext(await stateDirectory);
  const code = await runDiff(operands, { rounds: '1', ...options }, context);
  return { code, ...written };
}

const stateDirectory = scratch((end) => endings.push(end));

describe.skipIf(typeof daemon === 'string')(`weaklink diff of two containers${why}`, () => {
  beforeAll(async () => {
    vi.stubEnv('DOCKER_HOST', `unix://${dockerd.socket}`);
    await dockerd.importImage('engine:1');
    await dockerd.importImage('engine:2');
    await runEngine('engine-a', good);
    await runEngine('engine-twin', good);
    await runEngine('engine-b', other);
  }, 60_000);

  test('lists exactly the five planted differences, and no secret', async () => {
    const file = { file: ['/tmp/engine.conf'] };
    const { code, result } = await diff(['docker:engine-a', 'docker:engine-b'], {
      json: true,
      ...file,
    });
    const document = diffSchema.parse(JSON.parse(result));
    const seen = document.differences.map(({ what, category, before, after }) => {
      return { what, category, before, after };
    });
    expect(seen.toSorted((a, b) => (a.what < b.what ? -1 : 1))).toEqual([
      {
        what: 'container.env LOG_LEVEL',
        category: 'environment variable',
        before: expect.stringMatching(/^hash [0-9a-f]{16}$/),
        after: expect.stringMatching(/^hash [0-9a-f]{16}$/),
      },
      { what: 'container.flag --max-len', category: 'flag', before: '4096', after: '8192' },
      { what: 'container.image', category: 'image', before: 'engine:1', after: 'engine:2' },
      {
        what: 'container.memory_limit',
        category: 'resources',
        before: String(64 * mebibyte),
        after: String(48 * mebibyte),
      },
      {
        what: 'file.content /tmp/engine.conf',
        category: 'configuration',
        before: expect.stringMatching(/^[0-9a-f]{16}$/),
        after: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    ]);
    expect(document.untold).toEqual([]);
    expect(code).toBe(1);
    for (const secret of ['verysecret', 'hunter2']) expect(result).not.toContain(secret);
  }, 60_000);

  test('finds none between two that were started alike', async () => {
    const { code, result } = await diff(['docker:engine-a', 'docker:engine-twin'], {
      file: ['/tmp/engine.conf'],
    });
    expect(result).toMatch(/^ALIKE\s+no difference/);
    expect(code).toBe(0);
  }, 60_000);

  test('a deployment that breaks is named by what it changed, with its moment', async () => {
    const directory = await stateDirectory;
    const path = (name: string) => join(directory, name);
    const [chain, snapshot, changes] = [path('chain.yaml'), path('good.json'), path('c.jsonl')];
    const probe = { kind: 'docker', container: 'engine-d' };
    const links = { box: { kind: 'container', probes: [probe] } };
    await writeFile(
      chain,
      stringify({ chain: 'deployed', defaults: { every: '20s', deadline: '15s' }, links }),
    );
    const before = await runEngine('engine-d', good);
    const { context } = commandContext(directory);
    expect(await runSnapshot([chain], { rounds: '1', output: snapshot }, context)).toBe(0);
    await before.remove({ force: true });
    const after = await runEngine('engine-d', { ...other, length: 'many' });
    await until(async () => !(await after.inspect()).State.Running);
    const { code, result } = await diff([snapshot, chain], { json: true, events: changes });
    expect(code).toBe(1);
    const document = diffSchema.parse(JSON.parse(result));
    expect(document.differences[0]).toMatchObject({
      link: 'box',
      what: 'container.flag --max-len',
      before: '4096',
      after: 'many',
    });
    expect(document.verdict).toMatch(/^box: .* after the flag --max-len changed$/);
    // The container was made at one moment, which Docker knows.
    expect(document.change).not.toContain('last seen as before');
    const checked = commandContext(directory);
    await runCheck([chain], { rounds: '1', changes }, checked.context);
    expect(checked.written.result.replace(/\s+/g, ' ')).toContain('the flag --max-len changed');
  }, 60_000);

  test('a wrong flag that ends one of them is ranked first, and the verdict names it', async () => {
    const bad = await runEngine('engine-c', { ...other, length: 'many' });
    await until(async () => !(await bad.inspect()).State.Running);
    const { code, result } = await diff(['docker:engine-a', 'docker:engine-c']);
    expect(code).toBe(1);
    expect(result).toMatch(
      /^DIFFERS {3}4 differences; the flag --max-len of engine-c explains it best/,
    );
    expect(result).toMatch(/^Verdict {3}engine-c: /m);
    expect(result.replace(/\s+/g, ' ')).toMatch(
      /Changed container\.flag --max-len of engine-c, 4096 (→|>) many/,
    );
    expect(result).toMatch(/^1 .*engine-c beside engine-a: container\.flag --max-len/m);
  }, 60_000);
});
