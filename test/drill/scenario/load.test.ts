// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of the format under test
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { ChainFileError } from '../../../src/chain/problems.ts';
import { examineScenario, loadScenario } from '../../../src/drill/scenario/load.ts';
import { smallCatalogue } from './small-catalogue.ts';

const full = readFileSync('fixtures/scenarios/valid-full.yaml', 'utf8');
const load = (text: string, file = 'dir/x.yaml') => loadScenario(text, file, smallCatalogue);
/** Others are tried by hand: WEAKLINK_SEED=… */
const fuzzSeed = Number(process.env.WEAKLINK_SEED ?? 7);
const kill = 'faults: [{ inject: { sandbox: replica-a-kill } }]\n';

describe('a scenario file', () => {
  it('says everything that it may say', () => {
    const scenario = load(full, 'fixtures/full.yaml');
    const { source, experiment, guards, ...rest } = scenario;
    expect(source).toMatchObject({ kind: 'chain', chain: { name: 'shop' } });
    expect(rest).toEqual({
      id: 'full',
      file: 'fixtures/full.yaml',
      title: 'Everything that a scenario may say',
      description: 'Two lines\nof words.\n',
      tags: ['tcp', 'two faults'],
      difficulty: 'hard',
      references: [{ title: 'A report', url: 'https://example.com/report' }],
      without: { links: ['spare'], probes: ['web/health', 'tcp'], vantages: ['far'] },
      targets: [
        { link: 'web', allow: ['tcp'], limit: 2 },
        { link: 'db', allow: ['tcp', 'process'], limit: 1 },
      ],
      faults: [
        {
          name: 'by-hand',
          atMs: 0,
          forMs: null,
          ttlMs: 180_000,
          intensity: 1,
          flap: null,
          link: 'web',
          injector: 'tcp',
          options: { proxy: 'web', toxic: 'down' },
          by: 'method',
        },
        {
          name: 'slow',
          atMs: 5_000,
          forMs: 10_000,
          ttlMs: 30_000,
          intensity: 0.5,
          flap: { onMs: 2_000, offMs: 1_000 },
          link: 'web',
          injector: 'tcp',
          options: { proxy: 'web', toxic: 'latency', latency: 800 },
        },
        {
          name: 'gone',
          atMs: 20_000,
          forMs: null,
          ttlMs: 160_000,
          intensity: 1,
          flap: null,
          link: 'db',
          injector: 'process',
          options: { process: 'api' },
        },
      ],
      changes: [
        { atMs: -5_000, link: 'web', what: 'config.hash', from: 'a1', to: 'b2' },
        { atMs: 1_000, link: 'db', what: 'image', from: null, to: null },
      ],
      claims: [
        {
          atMs: 0,
          link: 'db',
          who: 'status page',
          says: 'healthy',
          words: 'all systems operational',
        },
      ],
      load: {
        url: 'http://127.0.0.1:18080/v1',
        link: null,
        key: null,
        model: 'chat',
        perSecond: 2,
      },
      proxies: [
        { name: 'web', kind: 'tcp', listen: '127.0.0.1:18080', upstream: '127.0.0.1:8080' },
      ],
      processes: [{ name: 'api', argv: ['node', 'server.mjs'], ready: '127.0.0.1:8080' }],
      sshConfig: resolve('fixtures/ssh_config'),
      expect: {
        rootCauses: [
          {
            link: 'db',
            mode: 'service.crashed',
            or: [
              { link: 'web', mode: null },
              { link: null, mode: null },
            ],
          },
        ],
        verdict: 'fault',
        candidates: [],
        propagations: [{ from: 'db', to: 'web' }],
        afterChange: null,
        cleared: [],
        notBlamed: ['web'],
        withinMs: 20_000,
        probability: 0.8,
        recoveryWithinMs: 30_000,
      },
      timeoutMs: 120_000,
    });
    expect(guards).toMatchObject([
      {
        name: 'host stays usable',
        everyMs: 2_000,
        failures: 5,
        activity: {
          type: 'probe',
          mode: 'continuous',
          provider: { kind: 'process', argv: ['test', '-e', '/etc/hosts'] },
          tolerance: { kind: 'value', value: 0 },
        },
      },
      {
        everyMs: 1_000,
        failures: 3,
        activity: {
          provider: { kind: 'http', timeoutMs: 3_000, connectTimeoutMs: 1_000 },
          tolerance: { kind: 'sequence', values: [200, 204] },
        },
      },
    ]);
    expect(experiment).toMatchObject({
      hypothesis: { title: 'Serves', probes: [{ name: 'serves', mode: 'continuous' }] },
      method: [
        { name: 'break', pauseAfterMs: 2_000, provider: { fault: 'by-hand', do: 'inject' } },
        { name: 'serves' },
      ],
      rollbacks: [{ provider: { kind: 'fault', fault: 'by-hand', do: 'undo' } }],
      runtime: { hypothesis: { strategy: 'continuously', frequencyMs: 500 }, rollbacks: 'always' },
    });
  });

  it('needs little more than a fault of the sandbox', () => {
    const scenario = load(`title: A kill\n${kill}`, 'scenarios/a-kill.yaml');
    expect(scenario).toMatchObject({
      id: 'a-kill',
      difficulty: 'medium',
      source: { kind: 'sandbox', intervalMs: 250 },
      faults: [{ name: 'replica-a-kill', link: 'replica-a', atMs: 0, forMs: null, ttlMs: 150_000 }],
      experiment: null,
      expect: {
        rootCauses: [{ link: 'replica-a', mode: 'service.crashed', or: [] }],
        verdict: 'fault',
        withinMs: 15_000,
        probability: 0.5,
        recoveryWithinMs: 20_000,
      },
      timeoutMs: 90_000,
    });
  });

  it.each([
    ['verdict: outside', 'outside'],
    ['verdict: undetermined', 'undetermined'],
    ['verdict: healthy', 'healthy'],
  ])('that expects "%s" of a fault names no root cause', (line, verdict) => {
    const { expect: expected } = load(`title: x\n${kill}expect: { ${line} }\n`);
    expect(expected).toMatchObject({ verdict, rootCauses: [] });
  });

  it('says who must be named where nobody can tell', () => {
    const candidates = '[{ link: gpu-a }, { link: replica-a, mode: engine.hung }]';
    const line = `verdict: undetermined, candidates: ${candidates}`;
    expect(load(`title: x\n${kill}expect: { ${line} }\n`).expect.candidates).toEqual([
      { link: 'gpu-a', mode: null, or: [] },
      { link: 'replica-a', mode: 'engine.hung', or: [] },
    ]);
  });

  it('says which change the verdict must name', () => {
    const text = `title: x\n${kill}expect: { after-change: router }\n`;
    expect(load(text).expect.afterChange).toBe('router');
    expect(load(`title: x\n${kill}`).expect.afterChange).toBeNull();
  });

  it('gives a run the time that its faults ask for', () => {
    const late = kill.replace('inject', 'at: 5m, for: 2m, inject');
    expect(load(`title: x\n${late}`).timeoutMs).toBe(420_000 + 15_000 + 20_000 + 40_000);
    expect(load(`title: x\n${late}`).faults[0]?.ttlMs).toBe(180_000);
  });

  it('from a recording asks for no recovery, and finds the file beside itself', () => {
    const text = 'title: x\nsource: { recording: ../rec/a.jsonl }\nexpect: { verdict: healthy }\n';
    const { source, expect: expected } = load(text, '/library/replays/x.yaml');
    expect(source).toEqual({ kind: 'recording', file: '/library/rec/a.jsonl' });
    expect(expected.recoveryWithinMs).toBeNull();
  });

  it('shows nothing raw of what it holds', () => {
    const { title, tags } = load(`title: "a\\u001b[31mb\\u202ec"\ntags: ["\\u0007"]\n${kill}`);
    expect(`${title}${tags}`).not.toMatch(/\p{Cc}|\u202e/u);
  });

  it('that is an experiment and no more is not scored', () => {
    const text =
      'title: x\nmethod: [{ type: action, name: a, provider: { type: process, path: "true" } }]\n';
    expect(load(text).expect).toMatchObject({ unasked: true, rootCauses: [] });
  });

  it('whatever is in it, is loaded or refused in words, in time', () => {
    const sample = parse(full) as Record<string, unknown>;
    const paths = pathsIn(sample);
    const junk = fc.oneof(
      fc.constantFrom(null, '', '5s', -1, 1e9, [], {}, [{}], 'web', '${x}', '__proto__', true),
      fc.jsonValue({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.constantFrom(...paths), junk, (one, two, value) => {
        const copy = structuredClone(sample);
        put(copy, one, value);
        put(copy, two, value);
        const { scenario, problems } = examineScenario(stringify(copy), 'x.yaml', smallCatalogue);
        expect(scenario === null).toBe(problems.length > 0);
        for (const { message, place } of problems) {
          expect(message).not.toMatch(/undefined|\[object|\p{Cc}/u);
          expect(place.line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 400, seed: fuzzSeed },
    );
  });

  it('that is no YAML at all is refused in words', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => {
        expect(() => load(text)).toThrow(ChainFileError);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

type Steps = readonly (string | number)[];

function pathsIn(value: unknown, base: Steps = []): readonly Steps[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const path = [...base, Array.isArray(value) ? Number(key) : key];
    return [path, ...pathsIn(one, path)];
  });
}

function put(root: unknown, path: Steps, value: unknown): void {
  let parent = root as Record<string | number, unknown> | undefined;
  for (const step of path.slice(0, -1)) {
    const next = parent?.[step];
    if (typeof next !== 'object' || next === null) return;
    parent = next as Record<string | number, unknown>;
  }
  const last = path.at(-1);
  if (parent && last !== undefined) parent[last] = value;
}
