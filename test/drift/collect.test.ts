import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Collector } from '../../src/drift/collect.ts';
import { snapshotText } from '../../src/drift/snapshot-file.ts';
import type { Observation } from '../../src/events/types.ts';
import { link, look, plan } from '../policy/made.ts';

const links = [
  link('gateway', { kind: 'gateway', needs: [{ link: 'cert' }, { link: 'engine' }] }),
  link('cert', { kind: 'certificate' }),
  link('engine', { kind: 'inference-server', needs: [{ link: 'box' }], probes: [plan('openai')] }),
  link('box', { kind: 'container' }),
];
const chain = { name: 'made', models: [], links, vantages: [] };

const textOf = (observations: readonly Observation[]) => {
  const collector = new Collector(chain);
  for (const observation of observations) collector.take(observation);
  return snapshotText(collector.snapshot('2026-11-21T14:00:00.000Z'));
};
const itemsOf = (observations: readonly Observation[], id: string) =>
  (
    JSON.parse(textOf(observations)) as {
      links: { link: string; items: { what: string; value: string }[] }[];
    }
  ).links
    .find((one) => one.link === id)
    ?.items.map(({ what, value }) => `${what}: ${value}`);

const looks = [
  look('gateway', 'http', { 'certificate.fingerprint': 'aa', 'http.server': 'nginx/1' }),
  look('gateway', 'openai', { 'llm.model': 'chat' }, { reach: 'through' }),
  look('cert', 'tls', { 'certificate.fingerprint': 'aa', 'tls.protocol': 'TLSv1.3' }),
  look('engine', 'openai', { 'llm.model': 'chat', 'llm.root': 'meta/llama' }),
  look('box', 'docker', { 'container.image_id': 'sha256:1', 'container.image': 'vllm:1' }),
];

describe('a snapshot', () => {
  test('is the same, byte for byte, in whatever order the series looked', () => {
    const text = textOf(looks);
    fc.assert(
      fc.property(fc.shuffledSubarray(looks, { minLength: looks.length }), (shuffled) => {
        expect(textOf(shuffled)).toBe(text);
      }),
    );
  });

  test('tells a certificate of its own link, and a model of the server that holds it', () => {
    expect(itemsOf(looks, 'gateway')).toEqual(['service.version: nginx/1']);
    expect(itemsOf(looks, 'cert')).toEqual(['certificate.serial: aa', 'tls.protocol: TLSv1.3']);
    expect(itemsOf(looks, 'engine')).toEqual(['model.root: meta/llama', 'model.served: chat']);
  });

  test('holds the newest of each series, and of answers in turns all of the last looks', () => {
    const answers = (value: string) => look('gateway', 'dns', { 'dns.answer': value });
    const seen = itemsOf([answers('1, 2'), answers('2, 3'), answers('1, 2')], 'gateway');
    expect(seen).toEqual(['dns.answer: 1, 2, 3']);
    const image = (id: string) => look('box', 'docker', { 'container.image_id': id });
    expect(itemsOf([image('sha256:1'), image('sha256:2')], 'box')).toEqual([
      'container.image: sha256:2',
    ]);
  });

  test('tells nothing of a look that could not see', () => {
    const lost = look('box', 'docker', { 'container.image_id': 'x' }, { outcome: 'unknown' });
    expect(itemsOf([lost], 'box')).toEqual([]);
  });
});
