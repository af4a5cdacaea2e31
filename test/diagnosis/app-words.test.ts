import { describe, expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { inOwnWords } from '../../src/diagnosis/effects/app-words.ts';
import { fine } from '../../src/diagnosis/effects/effect.ts';
import { meetingOf } from '../../src/diagnosis/meeting.ts';
import { link, Player } from '../support/looks.ts';

const sumOf = (weights: Readonly<Record<string, number>>) =>
  Object.values(weights).reduce((sum, weight) => sum + weight, 0);

it('what an application is told by others it mostly tells as an error of its own', () => {
  const shown = { 'http.429': 0.8, 'http.502': 0.1, ok: 0.1 };
  const told = inOwnWords(shown, fine);
  expect(told['http.429']).toBeCloseTo(0.32);
  expect(told['http.500']).toBeCloseTo(0.24);
  expect(told['http.502']).toBeCloseTo(0.1 + 0.096);
  expect(sumOf(told)).toBeCloseTo(sumOf(shown));
  const plain = { 'http.503': 0.9, ok: 0.1 };
  expect(inOwnWords(plain, fine)).toBe(plain);
});

it('a gateway hands a refusal on as it is, and an application does not', () => {
  const chain: Chain = {
    name: 'two fronts',
    vantages: [],
    models: [],
    links: [
      link('app', 'service', [{ link: 'vendor' }]),
      link('gateway', 'gateway', [{ link: 'vendor' }]),
      link('vendor', 'provider'),
    ],
  };
  const page = (id: string) => ({ link: id, probe: 'http', reach: 'through' }) as const;
  const player = new Player(chain, [page('app'), page('gateway')]);
  player.rounds(1);
  const { streams, posterior } = player.engine.grounds;
  const limited = posterior.faultsAt('vendor').find(({ mode }) => mode.id === 'quota.rate_limited');
  const at = (id: string) => {
    const stream = streams.find((one) => one.link === id);
    return (stream && limited && meetingOf(stream, limited)?.shows) ?? {};
  };
  expect(at('gateway')['http.500']).toBeUndefined();
  expect(at('app')['http.500']).toBeGreaterThan(0.1);
  expect(at('app')['http.429']).toBeGreaterThan(at('app')['http.500'] ?? 1);
});

describe('what an application only learns by asking a model', () => {
  const chain: Chain = {
    name: 'an application before a gateway before an engine',
    vantages: [],
    models: [{ id: 'm', at: 'gateway', needs: [] }],
    links: [
      link('app', 'service', [{ link: 'gateway' }, { link: 'notes' }, { link: 'rerank' }]),
      link('gateway', 'gateway', [{ link: 'engine' }]),
      link('engine', 'inference-server'),
      link('notes', 'store'),
      link('rerank', 'service'),
    ],
  };
  const player = new Player(chain, [
    { link: 'app', probe: 'http', reach: 'through' },
    { link: 'gateway', probe: 'http', reach: 'through' },
  ]);
  player.rounds(1);
  const { streams, posterior } = player.engine.grounds;
  /** Part of the pages of a link that show this under a fault that they feel. */
  const part = (at: string, of: string, mode: string, symptom: string) => {
    const stream = streams.find((one) => one.link === at);
    const fault = posterior.faultsAt(of).find((one) => one.mode.id === mode);
    if (!stream || !fault) throw new Error(`no ${mode} of ${of}, or no look at ${at}`);
    const shows = meetingOf(stream, fault)?.shows ?? {};
    return (shows[symptom] ?? 0) / Math.max(1, sumOf(shows));
  };

  it.each([
    ['engine.cpu_fallback', 'http.slow'],
    ['model.corrupt', 'http.body_mismatch'],
    ['engine.preempts', 'http.timeout'],
  ])('%s is seen on its pages as %s', (mode, symptom) => {
    expect(part('app', 'engine', mode, symptom)).toBeGreaterThan(0.1);
    expect(part('gateway', 'engine', mode, symptom)).toBe(0);
  });

  it('what it can do without makes some of its answers worse, and some late where it keeps silent', () => {
    expect(part('app', 'notes', 'service.crashed', 'http.body_mismatch')).toBeGreaterThan(0.05);
    expect(part('app', 'notes', 'service.crashed', 'http.slow')).toBe(0);
    expect(part('app', 'rerank', 'service.hung', 'http.slow')).toBeGreaterThan(0.03);
    expect(part('app', 'gateway', 'service.crashed', 'http.slow')).toBe(0);
    expect(part('gateway', 'engine', 'service.hung', 'http.body_mismatch')).toBe(0);
  });

  it('a cache that is too small makes its readers late, and a disk that is full fails who writes', () => {
    expect(part('app', 'notes', 'store.evicting', 'http.slow')).toBeGreaterThan(0.25);
    expect(part('app', 'notes', 'store.full', 'ok')).toBeGreaterThan(
      2 * part('app', 'notes', 'store.denied', 'ok'),
    );
  });
});
