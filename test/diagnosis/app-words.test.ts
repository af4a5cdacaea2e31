import { expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { inOwnWords } from '../../src/diagnosis/effects/app-words.ts';
import { meetingOf } from '../../src/diagnosis/meeting.ts';
import { link, Player } from '../support/looks.ts';

const sumOf = (weights: Readonly<Record<string, number>>) =>
  Object.values(weights).reduce((sum, weight) => sum + weight, 0);

it('what an application is told by others it mostly tells as an error of its own', () => {
  const shown = { 'http.429': 0.8, 'http.502': 0.1, ok: 0.1 };
  const told = inOwnWords(shown);
  expect(told['http.429']).toBeCloseTo(0.32);
  expect(told['http.500']).toBeCloseTo(0.24);
  expect(told['http.502']).toBeCloseTo(0.1 + 0.096);
  expect(sumOf(told)).toBeCloseTo(sumOf(shown));
  const plain = { 'http.503': 0.9, ok: 0.1 };
  expect(inOwnWords(plain)).toBe(plain);
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
