import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { meaningOf } from '../../../probes/dcgm/fields.ts';
import { readExposition } from '../../../probes/metrics/exposition.ts';
import { readServerMeters } from '../../../probes/modelserver/metrics/read.ts';
import { servers } from '../../../probes/modelserver/servers/index.ts';
import type { ModelServer } from '../../../probes/modelserver/servers/server.ts';
import { vllmNames } from '../../../probes/modelserver/servers/vllm.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

const page = (name: string) =>
  new URL(`../../../fixtures/captures/model-servers/${name}`, import.meta.url);

/** Page → the server whose names it is read by. */
const pages: readonly (readonly [string, keyof typeof servers])[] = [
  ['vllm-0.4.3.txt', 'vllm'],
  ['vllm-v0-late.txt', 'vllm'],
  ['vllm-v1.txt', 'vllm'],
  ['vllm-in-ray-2.32.txt', 'vllm'],
  ['sglang-0.4.txt', 'sglang'],
  ['sglang-0.5.10.txt', 'sglang'],
  ['tgi.txt', 'tgi'],
  ['triton-2.38.txt', 'triton'],
  ['litellm-1.95.txt', 'litellm'],
  ['litellm-2025-06.txt', 'litellm'],
  ['litellm-names.txt', 'litellm'],
  ['ray-serve-2.58.txt', 'rayserve'],
  ['ray-serve-names.txt', 'rayserve'],
  ['llamacpp-2024.txt', 'llamacpp'],
  ['llamacpp-2026.txt', 'llamacpp'],
];

/** Families by another reading of the text: names of samples, without what histograms add. */
function familiesIn(text: string): ReadonlySet<string> {
  const lines = text.split('\n');
  const types = new Map(
    lines.flatMap((line) => {
      const [, name = '', type = ''] = /^# TYPE (\S+) (\S+)/.exec(line) ?? [];
      return name === '' ? [] : [[name, type] as const];
    }),
  );
  const names = [
    ...types.keys(),
    ...lines.filter((line) => /^[a-z]/i.test(line)).map((line) => line.split(/[{ ]/, 1)[0] ?? ''),
  ];
  const plain = names.map((name) => {
    const stem = name.replace(/_(?:bucket|sum|count)$/, '');
    if (stem !== name && /histogram|summary/.test(types.get(stem) ?? '')) return stem;
    const counter = name.replace(/_created$/, '_total');
    return counter !== name && types.has(counter) ? counter : name;
  });
  return new Set(plain.map((name) => name.replace(/^ray_vllm:/, 'vllm:')));
}

function row(name: string, text: string, server: ModelServer): string {
  if (!server.names) throw new Error(`${name}: no names`);
  const read = readServerMeters(readExposition(text), server.names);
  const { known, unknown, runtime, aliased, values, spreads } = read;
  const aliases = [...aliased].map(([quantity, alias]) => `${quantity} ← \`${alias}\``);
  const told = [...values.keys(), ...spreads.keys()].join(' ');
  const cells = [
    name,
    known.length,
    aliases.join(', '),
    unknown.map((one) => `\`${one}\``).join(', '),
    runtime.length,
    told,
  ];
  return `| ${cells.join(' | ')} |`;
}

const head = [
  '# Names of metrics, page by page',
  '',
  'Written by `test/probes/modelserver/names.test.ts` from the pages in `fixtures/captures/model-servers`, whose README',
  'says which are real and which are put together.',
  '',
  '| page | known | aliased | unknown | of the runtime | quantities |',
  '|---|---|---|---|---|---|',
];

describe('pages of real model servers', () => {
  const texts = pages.map(
    ([name, server]) => [name, readFileSync(page(name), 'utf8'), server] as const,
  );

  it.each(texts)('%s: no family is lost', (_, text, server) => {
    const { names } = servers[server] as ModelServer;
    if (!names) throw new Error('no names');
    const exposition = readExposition(text);
    const { known, unknown, runtime } = readServerMeters(exposition, names);
    const all = [...known, ...unknown, ...runtime];
    expect(new Set(all).size).toBe(all.length);
    expect(new Set(all)).toEqual(familiesIn(text));
  });

  it('holds the table of names', async () => {
    const rows = texts.map(([name, text, server]) => row(name, text, servers[server]));
    await expect(`${[...head, ...rows].join('\n')}\n`).toMatchFileSnapshot('names.md');
  });

  it('knows every name of the newest vLLM that was captured', (context) => {
    const folder = sharedFolder('captures/kubernetes-sigs-inference-perf');
    if (folder === null) return context.skip('the collection of captures is not here');
    const file = `${folder}/e2e__testdata__vllm_metric_families__v0.26.0.txt`;
    const types = readFileSync(file, 'utf8').replaceAll(/^(vllm:\S+ \w+)$/gm, '# TYPE $1');
    const { known, unknown } = readServerMeters(readExposition(types), vllmNames);
    expect(unknown).toEqual([]);
    expect(known.length).toBe(36);
  });

  it('hears of a name that nobody knows', () => {
    const text = '# TYPE vllm:num_requests_levitating gauge\nvllm:num_requests_levitating 1\n';
    const { unknown } = readServerMeters(readExposition(text), vllmNames);
    expect(unknown).toEqual(['vllm:num_requests_levitating']);
  });

  it('leaves a page of another exporter to the probe that knows it', () => {
    const text = readFileSync(page('dcgm-exporter-580.txt'), 'utf8');
    const exposition = readExposition(text);
    const families = [...exposition.families.keys()];
    expect(families.filter((name) => meaningOf(name))).toHaveLength(5);
    expect(families).toHaveLength(11);
    expect(readServerMeters(exposition, vllmNames).known).toEqual([]);
  });
});

describe('what the names mean', () => {
  const read = (server: keyof typeof servers, name: string) => {
    const { names } = servers[server] as ModelServer;
    if (!names) throw new Error('no names');
    return readServerMeters(readExposition(readFileSync(page(name), 'utf8')), names);
  };

  it('reads the same quantities of old and new names', () => {
    const old = read('vllm', 'vllm-v0-late.txt');
    expect(Object.fromEntries(old.values)).toMatchObject({
      running: 3,
      waiting: 2,
      kv_used: 0,
      preemptions: 0,
      prompt_tokens: 5_453_083,
      output_tokens: 155_722,
      requests: 6_226,
    });
    expect(old.spreads.get('token_gap')).toEqual({ sum: 6_772.65311050415, count: 147_223 });
    const now = read('vllm', 'vllm-v1.txt');
    expect(now.values.get('steps')).toBe(71);
    expect(now.values.get('errors')).toBe(0);
    expect(now.values.get('asleep')).toBe(0);
    expect(now.spreads.get('token_gap')?.count).toBe(144);
    expect(read('vllm', 'vllm-in-ray-2.32.txt').values.get('output_tokens')).toBe(300);
  });

  it('reads those of every other server', () => {
    const figures = (server: keyof typeof servers, name: string) =>
      Object.fromEntries(read(server, name).values);
    expect(figures('sglang', 'sglang-0.4.txt')).toMatchObject({
      running: 162,
      waiting: 2_826,
      kv_used: 0.28,
    });
    expect(figures('sglang', 'sglang-0.5.10.txt')).toMatchObject({
      prefix_queries: 5,
      prefix_hits: 1,
    });
    expect(figures('tgi', 'tgi.txt')).toMatchObject({
      steps: 1_525,
      prompt_tokens: 662,
      errors: 0,
      requests: 111,
    });
    expect(figures('triton', 'triton-2.38.txt')).toMatchObject({
      steps: 3,
      waiting: 0,
      requests: 3,
      errors: 0,
    });
    expect(figures('litellm', 'litellm-1.95.txt')).toMatchObject({ requests: 7 });
    expect(figures('litellm', 'litellm-2025-06.txt')).toEqual({
      prompt_tokens: 38_400,
      output_tokens: 12_800,
      requests: 99,
      errors: 1,
      deployment_state: 1,
      cooldowns: 1,
    });
    expect(figures('rayserve', 'ray-serve-2.58.txt')).toEqual({
      running: 3,
      waiting: 2,
      requests: 120,
      errors: 3,
    });
    expect(figures('llamacpp', 'llamacpp-2026.txt')).toMatchObject({
      steps: 202,
      output_tokens: 200,
      running: 0,
    });
  });
});
