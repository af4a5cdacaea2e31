import { execFile } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadChain, readChainFile } from '../../src/chain/load.ts';
import { ChainFileError } from '../../src/chain/problems.ts';
import { cpuMsOf } from '../support/cpu-time.ts';
import { smallCatalogue } from './small-catalogue.ts';

const read = (name: string) => readChainFile(`fixtures/config/${name}`, smallCatalogue);
const load = (text: string) => loadChain(text, 'chain.yaml', smallCatalogue);

describe('a valid chain file', () => {
  it('of ten lines gives five links, with probes that its addresses suggest', async () => {
    const { name, models, links } = await read('valid-ten-lines.yaml');
    expect({ name, models }).toEqual({
      name: 'acme',
      models: [{ id: 'chat', at: 'gateway', needs: [] }],
    });
    expect(links.map(({ id, kind }) => [id, kind])).toEqual([
      ['name', 'dns'],
      ['cert', 'certificate'],
      ['gateway', 'gateway'],
      ['server', 'inference-server'],
      ['gpu', 'gpu'],
    ]);
    expect(links[2]).toEqual({
      id: 'gateway',
      kind: 'gateway',
      address: 'https://chat.acme.ai/v1',
      needs: [{ link: 'cert' }, { link: 'server' }],
      labels: {},
      probes: [
        {
          kind: 'http',
          name: 'http',
          options: { url: 'https://chat.acme.ai/v1', tries: 1 },
          intervalMs: 5_000,
          deadlineMs: 3_000,
          vantage: 'local',
          inferred: true,
        },
      ],
    });
  });

  it('says everything that it can say', async () => {
    const { models, links, vantages } = await read('valid-full.yaml');
    const link = (id: string) => links.find((one) => one.id === id);
    expect(vantages).toEqual([
      { name: 'bastion', address: 'ssh:ops@bastion.acme.net:22' },
      { name: 'inside', address: 'docker:vllm-0' },
    ]);
    expect(models[1]).toEqual({
      id: 'law',
      at: 'gateway',
      needs: [{ link: 'vendor' }, { anyOf: ['replica-a', 'replica-b'] }],
    });
    expect(link('gateway')).toMatchObject({
      owner: 'platform team',
      environment: 'prod',
      region: 'eu-1',
      provider: 'acme',
      labels: { tier: 'front', drills: 'allowed' },
    });
    expect(link('gateway')?.probes.map(({ name, inferred }) => [name, inferred])).toEqual([
      ['http', true],
      ['canary', false],
      ['from-outside', false],
    ]);
    expect(link('gateway')?.probes[1]).toEqual({
      kind: 'openai',
      name: 'canary',
      // The address of the link did not have to be said again.
      options: {
        url: 'https://chat.acme.ai/v1',
        model: 'chat',
        key: 'env:CHAT_KEY',
        canary: { prompt: 'Say only: pong', contains: 'pong' },
      },
      intervalMs: 30_000,
      deadlineMs: 20_000,
      vantage: 'local',
      inferred: false,
    });
    expect(link('gateway')?.probes[2]?.vantage).toBe('bastion');
    expect(link('router')?.probes.map(({ inferred }) => inferred)).toEqual([false]);
    expect(link('vendor')?.probes).toEqual([]);
  });

  it('takes settings from the probe, then the link, then the defaults', () => {
    const { links } = load(`
      chain: x
      defaults: { every: 1s, deadline: 500ms }
      links:
        a: { kind: network, address: "a:1" }
        b: { kind: network, address: "b:1", every: 2s, probes: [tcp] }
        c: { kind: network, address: "c:1", every: 2s, probes: [{ kind: tcp, every: 4s }] }`);
    expect(links.map(({ probes }) => [probes[0]?.intervalMs, probes[0]?.deadlineMs])).toEqual([
      [1_000, 500],
      [2_000, 500],
      [4_000, 500],
    ]);
  });

  it('gives a probe that would not look by itself the address as its target', () => {
    const { links } = load(
      'chain: x\nlinks: { a: { kind: gateway, address: https://a.example/v1, probes: [tcp] } }',
    );
    expect(links[0]?.probes[0]?.options).toEqual({ address: 'a.example:443' });
  });

  it('lets a stated target stand against the address', () => {
    const { links } = load(
      'chain: x\nlinks: { a: { kind: service, address: "http://a/", probes: [{ kind: http, url: "http://b/" }] } }',
    );
    expect(links[0]?.probes[0]?.options).toEqual({ url: 'http://b/', tries: 1 });
  });

  it('may end its lines as Windows does and begin with a byte order mark', () => {
    expect(load('\ufeffchain: x\r\nlinks:\r\n  a: { kind: host }\r\n').links).toHaveLength(1);
  });

  it('reads words as words: no, on, 1e3 in quotes, 0o17', () => {
    const { links } = load('chain: no\nlinks: { on: { kind: host, owner: "1e3" } }');
    expect(links[0]).toMatchObject({ id: 'on', owner: '1e3' });
  });

  it('of 2,000 links, each needing the one before, loads in time', () => {
    const links = Array.from(
      { length: 2_000 },
      (_, i) => `  l${i}: { kind: host${i > 0 ? `, needs: [l${i - 1}]` : ''} }`,
    );
    const cpuMs = cpuMsOf(() => {
      expect(load(`chain: x\nlinks:\n${links.join('\n')}`).links).toHaveLength(2_000);
    });
    expect(cpuMs).toBeLessThan(3_000);
  });
});

describe('a hostile chain file', () => {
  const problemsOf = (text: string) => {
    try {
      load(text);
    } catch (error) {
      if (error instanceof ChainFileError) return error;
      throw error;
    }
    throw new Error('the file was taken');
  };

  it('with thousands of mistakes is told a hundred, in time', () => {
    const needs = (i: number) => Array.from({ length: 40 }, (_, j) => `none-${i}-${j}`).join(', ');
    const links = Array.from(
      { length: 1_000 },
      (_, i) => `  l${i}: { kind: host, needs: [${needs(i)}] }`,
    );
    const cpuMs = cpuMsOf(() => {
      const error = problemsOf(`chain: x\nlinks:\n${links.join('\n')}`);
      expect(error.problems).toHaveLength(100);
      expect(error.message).toBe('more than 100 problems');
    });
    expect(cpuMs).toBeLessThan(5_000);
  });

  it('with more links than allowed is refused, in time', () => {
    const links = Array.from({ length: 20_000 }, (_, i) => `  l${i}: { kind: host }`);
    const cpuMs = cpuMsOf(() => {
      expect(problemsOf(`chain: x\nlinks:\n${links.join('\n')}`).message).toBe(
        'links: must be at most 2000',
      );
    });
    expect(cpuMs).toBeLessThan(3_000);
  });

  it.each([
    ['too large', `chain: x\n#${'x'.repeat(1_048_576)}`, 'larger than 1048576 bytes'],
    ['UTF-16', Buffer.from('chain: x\n', 'utf16le').toString('latin1'), 'not UTF-8'],
    ['open brackets', '['.repeat(100_000), 'nested deeper'],
    ['open braces', '{a: '.repeat(100_000), 'nested deeper'],
    [
      'indented ever deeper',
      Array.from({ length: 700 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'nested deeper',
    ],
  ])('%s is refused', (_what, text, message) => {
    expect(problemsOf(text).message).toContain(message);
  });

  it('of any kind gives a chain or problems, and nothing else', () => {
    const piece = fc.constantFrom(
      'chain: x\n',
      'links:\n',
      '  a: { kind: host }\n',
      '  b:\n',
      '    kind: gateway\n',
      '    needs: [a, b]\n',
      '{',
      '}',
      '[',
      ']',
      '&x ',
      '*x ',
      '!!str ',
      '"',
      "'",
      '\n',
      '  ',
      ': ',
      '- ',
      '|\n',
      '---\n',
      '%YAML 1.1\n',
      '<<: ',
      '__proto__: ',
      'models: ',
      '\t',
      '\0',
      '#',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 }))), (pieces) => {
        try {
          load(pieces.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(ChainFileError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('readChainFile', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weaklink-chain-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const refusal = async (path: string) => {
    const error: unknown = await readChainFile(path, smallCatalogue).catch((thrown) => thrown);
    return error instanceof Error ? error.message : error;
  };

  it('names what it cannot read', async () => {
    expect(await refusal(join(folder, 'none.yaml'))).toBe(
      `${folder}/none.yaml: there is no such file`,
    );
    expect(await refusal(folder)).toBe(`${folder}: it is not a regular file`);
    expect(await refusal('/dev/zero')).toBe('/dev/zero: it is not a regular file');
  });

  it('does not wait for a FIFO', async () => {
    await promisify(execFile)('mkfifo', [join(folder, 'fifo')]);
    expect(await refusal(join(folder, 'fifo'))).toContain('is not a regular file');
  });

  it('reads no file that is too large, however empty it is', async () => {
    await writeFile(join(folder, 'large.yaml'), '');
    await truncate(join(folder, 'large.yaml'), 2 ** 40);
    expect(await refusal(join(folder, 'large.yaml'))).toBe('the file is larger than 1048576 bytes');
  });

  it('refuses bytes that are not UTF-8', async () => {
    await writeFile(join(folder, 'latin.yaml'), Buffer.from('chain: Köln\n', 'latin1'));
    expect(await refusal(join(folder, 'latin.yaml'))).toBe('the file is not UTF-8 text');
  });

  it('shows a hostile file name harmless', async () => {
    expect(await refusal(join(folder, 'a\u001b[2J.yaml'))).toBe(
      `${folder}/a␛[2J.yaml: there is no such file`,
    );
  });
});

it('a recording is told from a chain file by its name', async () => {
  await expect(readChainFile('night.jsonl.zst', {})).rejects.toMatchObject({
    code: 'E_FILE',
    message: 'night.jsonl.zst: it has the name of a recording, not of a chain file',
    hint: 'Give a recording as --recording FILE, or play it: weaklink replay FILE.',
  });
});
