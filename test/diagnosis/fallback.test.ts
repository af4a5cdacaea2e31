import { describe, expect, it } from 'vitest';
import { demoChain, demoSeries, Player, type Series } from '../support/looks.ts';

/** The demo chain, with looks into the gateway itself. */
const series: readonly Series[] = [
  ...demoSeries,
  { link: 'gateway', probe: 'modelserver', reach: 'access' },
];

const ask = (id: string) => `${id}/canary-vendor-chat@local`;
const instead = { [ask('gateway')]: 'llm.fallback', [ask('edge')]: 'llm.fallback' };

function verdictWith(symptoms: Readonly<Record<string, string>>) {
  const player = new Player(demoChain, series);
  player.rounds(20);
  player.rounds(8, { ...instead, ...symptoms });
  return player.engine.verdict();
}

describe('a gateway that answers by a fallback', () => {
  it.each([
    ['llm.overloaded', 'service.overloaded'],
    ['llm.rate_requests', 'quota.rate_limited'],
    ['llm.quota_exhausted', 'quota.exhausted'],
    ['llm.auth', 'auth.key_revoked'],
    ['llm.model_not_found', 'model.missing'],
  ])('has a reason behind it that shows as %s: %s', (symptom, mode) => {
    const { culprits } = verdictWith({ [ask('vendor')]: symptom });
    expect(culprits.map((one) => `${one.link} ${one.mode}`)).toEqual([`vendor ${mode}`]);
  });

  it.each(['server.part_down', 'server.deployment_down'])(
    'or leaves out a backend that is well: %s',
    (symptom) => {
      const { culprits } = verdictWith({ 'gateway/modelserver@local': symptom });
      expect(culprits).toMatchObject([{ link: 'gateway', mode: 'gateway.cooldown' }]);
    },
  );

  it('is no fault of a chain whose every other look is well for one look alone', () => {
    const player = new Player(demoChain, series);
    player.rounds(20);
    player.rounds(1, instead);
    player.rounds(3);
    expect(player.engine.verdict().culprits).toEqual([]);
  });
});
