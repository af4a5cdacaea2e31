import { describe, expect, it } from 'vitest';
import { SeenGpus } from '../../../src/attribution/concentration/seen-gpus.ts';
import { modelRisks } from '../../../src/attribution/concentration/stoppers.ts';
import { loadChain } from '../../../src/chain/load.ts';
import type { Fact } from '../../../src/events/types.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { sampleObservation } from '../../events/samples.ts';

const chain = loadChain(
  `chain: x
models: { m: { at: front, needs: [{ anyOf: [a, b] }] } }
links:
  front: { kind: gateway, address: "f:1" }
  a: { kind: gpu }
  b: { kind: gpu, labels: { gpu: B200 } }
`,
  'x',
  {},
);
const look = (link: string, facts: Readonly<Record<string, Fact>>, probe = 'gpu') => ({
  ...sampleObservation,
  link,
  probe,
  facts,
});
const gpuOf = (seen: SeenGpus, id: string) =>
  seen.label(chain).links.find((link) => link.id === id)?.labels.gpu;

describe('cards that were seen', () => {
  it('name the GPU type of links that state none', () => {
    const seen = new SeenGpus();
    seen.add(look('a', { 'gpu0.name': safe`NVIDIA H100`, 'gpu1.name': safe`NVIDIA H100` }));
    seen.add(look('b', { 'gpu.name': safe`NVIDIA H100` }));
    seen.add(look('front', { 'gpu.name': safe`NVIDIA H100` }, 'http'));
    expect([gpuOf(seen, 'a'), gpuOf(seen, 'b'), gpuOf(seen, 'front')]).toEqual([
      'NVIDIA H100',
      'B200',
      undefined,
    ]);
    expect(modelRisks(seen.label(chain))[0]?.told).toContainEqual({
      kind: 'GPU type',
      told: 2,
      of: 2,
    });
  });

  it('of several types name none, and the latest look counts', () => {
    const seen = new SeenGpus();
    seen.add(look('a', { 'gpu0.name': safe`A100`, 'gpu1.name': safe`H100` }));
    expect(gpuOf(seen, 'a')).toBeUndefined();
    seen.add(look('a', { 'gpu0.name': safe`H100` }));
    expect(gpuOf(seen, 'a')).toBe('H100');
  });
});
