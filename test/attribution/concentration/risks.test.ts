import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { probes } from '../../../probes/registry.ts';
import { providerOf } from '../../../src/attribution/concentration/groups.ts';
import { concentrationOf } from '../../../src/attribution/concentration/index-of.ts';
import { modelRisks } from '../../../src/attribution/concentration/stoppers.ts';
import { TrafficCounter } from '../../../src/attribution/concentration/traffic.ts';
import { worstPoint } from '../../../src/attribution/concentration/worst.ts';
import { loadChain, readChainFile } from '../../../src/chain/load.ts';
import type { Inference } from '../../../src/events/types.ts';
import { sampleInference } from '../../events/samples.ts';

const file = join(
  import.meta.dirname,
  '../../../fixtures/attribution/concentration/two-regions.yaml',
);
const chain = await readChainFile(file, probes);

describe('what stops a model', () => {
  it('is each link, provider, region, GPU type or owner that it cannot do without', () => {
    const [chat, law] = modelRisks(chain);
    expect(chat?.stoppedBy).toEqual([
      { kind: 'link', name: 'gateway' },
      { kind: 'provider', name: 'acme' },
      { kind: 'region', name: 'eu-1' },
      { kind: 'GPU type', name: 'H100' },
      { kind: 'owner', name: 'platform' },
    ]);
    expect(law?.stoppedBy).toContainEqual({ kind: 'provider', name: 'OpenVendor' });
    expect(chat?.told).toContainEqual({ kind: 'region', told: 3, of: 7 });
    expect(chat?.told).toContainEqual({ kind: 'GPU type', told: 2, of: 2 });
  });

  it('is said in one sentence', () => {
    expect(worstPoint(modelRisks(chain))).toBe('gateway alone stops every model');
    expect(worstPoint([])).toBe('the chain names no model, so nothing can be stopped');
    const replicas = loadChain(
      'chain: x\nmodels: { m: { at: a, needs: [{ anyOf: [b, c] }] } }\nlinks:\n  a: { kind: service, address: "a:1" }\n  b: { kind: host }\n  c: { kind: host }\n',
      'x',
      {},
    );
    expect(worstPoint(modelRisks(replicas))).toBe('a alone stops m');
    const nothing = [{ model: 'm', links: 2, stoppedBy: [], told: [] }];
    expect(worstPoint(nothing)).toBe('nothing that the chain declares stops a model alone');
    const region = { kind: 'region', name: 'eu-1' } as const;
    const both = [
      { model: 'm', links: 2, stoppedBy: [region, { kind: 'link', name: 'a' } as const], told: [] },
      { model: 'n', links: 2, stoppedBy: [region], told: [] },
    ];
    expect(worstPoint(both)).toBe('region eu-1 alone stops every model');
  });
});

const told = (fields: Partial<Inference>): Inference => ({ ...sampleInference, ...fields });

describe('traffic', () => {
  it('belongs to the provider of the link, or of what it runs on', () => {
    expect(providerOf(chain, 'vllm-a')).toBe('hetzner');
    expect(providerOf(chain, 'gateway')).toBe('acme');
    expect(providerOf(chain, 'openai')).toBe('OpenVendor');
    expect(providerOf(chain, 'nowhere')).toBeNull();
  });

  it('is divided by requests, tokens and told value, each attempt once', () => {
    const counter = new TrafficCounter(chain);
    const base = { promptTokens: 60, completionTokens: 40, costNanos: 1_000, currency: 'USD' };
    counter.add(told({ ...base, link: 'vllm-a', attempt: '1', completionTokens: 3, final: false }));
    counter.add(told({ ...base, link: 'vllm-a', attempt: '1' }));
    counter.add(told({ ...base, link: 'vllm-b', attempt: '2', costNanos: 3_000 }));
    counter.add(told({ ...base, link: 'vllm-b', attempt: '3', costNanos: null, currency: null }));
    counter.add(
      told({
        ...base,
        link: 'elsewhere',
        attempt: '4',
        promptTokens: null,
        completionTokens: null,
      }),
    );
    expect(counter.traffic()).toEqual({
      attempts: 4,
      leftOut: 0,
      providers: [
        { provider: 'coreweave', shares: { requests: 0.5, tokens: 2 / 3, value: 0.6 } },
        { provider: 'hetzner', shares: { requests: 0.25, tokens: 1 / 3, value: 0.2 } },
      ],
      index: {
        requests: { least: 3_125, most: 6_250 },
        tokens: { least: 5_556, most: 5_556 },
        value: { least: 4_000, most: 6_800 },
      },
      unknownProvider: 1,
      untold: { requests: 0, tokens: 1, value: 1 },
      currency: 'USD',
    });
  });

  it('is nothing where there is none', () => {
    const { providers, index } = new TrafficCounter(chain).traffic();
    expect(providers).toEqual([]);
    expect(index).toEqual({ requests: null, tokens: null, value: null });
  });
});

describe('the Herfindahl index', () => {
  it('is 10,000 for one, 10,000 / n for n alike', () => {
    expect(concentrationOf([7], 0)).toEqual({ least: 10_000, most: 10_000 });
    expect(concentrationOf([1, 1, 1, 1], 0)).toEqual({ least: 2_500, most: 2_500 });
    expect(concentrationOf([], 5)).toEqual({ least: 0, most: 10_000 });
    expect(concentrationOf([], 0)).toBeNull();
  });

  it('lies within its bounds, whoever the unknown part belongs to', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(parts, fc.nat(1_000), fc.nat(), (known, unknown, whose) => {
        const bounds = concentrationOf(known, unknown);
        const index = whose % (known.length + 1);
        const settled = [...known, 0].map((part, at) => (at === index ? part + unknown : part));
        const truth = concentrationOf(settled, 0);
        expect(truth?.least).toBeGreaterThanOrEqual((bounds?.least ?? 0) - 1);
        expect(truth?.most).toBeLessThanOrEqual((bounds?.most ?? 0) + 1);
      }),
    );
  });
});
