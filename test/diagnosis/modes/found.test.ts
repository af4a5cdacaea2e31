import { expect, test } from 'vitest';
import { type Chain, type LinkKind, linkKinds } from '../../../src/chain/types.ts';
import { shownOn } from '../../../src/diagnosis/effects/data.ts';
import type { Layer, Weights } from '../../../src/diagnosis/effects/effect.ts';
import { faultModes } from '../../../src/diagnosis/modes/catalogue.ts';
import { type FaultMode, modelKinds, servingKinds } from '../../../src/diagnosis/modes/mode.ts';
import { dice } from '../../support/dice.ts';
import { keyOf, link, Player, type Series } from '../../support/looks.ts';
import { lookAlikes, unseen } from './look-alikes.ts';

/**
 * Each mode happens once, with looks drawn from its own tables. This shows that no mode is dead, hidden
 * for good behind a commoner one; it says nothing about whether the tables are true.
 */
const roundsWell = 10;
const roundsIll = 25;
/** One row of looks may happen to look like another mode. */
const seeds = [5, 6, 7];
/** Below this a fault mostly does no harm, and is played as one that does none. */
const harmsFrom = 0.25;

const layerOf: Readonly<Record<string, Layer>> = {
  tcp: 'tcp',
  tls: 'tls',
  http: 'http',
  openai: 'llm',
  postgres: 'data',
};
const includes = (kinds: readonly LinkKind[], kind: LinkKind) => kinds.includes(kind);

/** A server where the mode strikes one; else the kind of link that it strikes. */
const kindOf = ({ kinds }: FaultMode) =>
  includes(kinds, 'inference-server') ? 'inference-server' : (kinds[0] as LinkKind);

const chains = new Map<LinkKind, Chain>();

/** One chain a kind: what is worked out of a chain is kept with it. */
function chainWith(kind: LinkKind): Chain {
  const known = chains.get(kind) ?? smallChain(kind);
  chains.set(kind, known);
  return known;
}

function smallChain(kind: LinkKind): Chain {
  const behind = includes(servingKinds, kind)
    ? [link('struck', kind)]
    : [link('server', 'inference-server', [{ link: 'struck' }]), link('struck', kind)];
  const next = behind[0]?.id as string;
  return {
    name: 'small',
    vantages: [],
    models: [{ id: 'chat', at: 'front', needs: [] }],
    links: [link('front', 'gateway', [{ link: next }]), ...behind],
  };
}

function seriesFor(mode: FaultMode, kind: LinkKind): readonly Series[] {
  const asked = includes(servingKinds, kind) ? 'struck' : 'server';
  const speaks = asked === 'server' || includes(modelKinds, kind);
  const ask = { name: 'ask', reach: 'through', model: 'chat' } as const;
  const beside = new Set(Object.keys(mode.shows));
  if (asked === 'struck' && kind !== 'provider') beside.add('process');
  return [
    { link: 'front', probe: 'http', reach: 'access' },
    { link: 'front', probe: 'openai', ...ask },
    { link: asked, probe: 'http', reach: 'access' },
    { link: asked, probe: 'tcp', reach: 'access' },
    speaks
      ? { link: asked, probe: 'openai', ...ask }
      : { link: asked, probe: 'http', name: 'deep', reach: 'through' },
    ...(kind === 'store' || kind === 'datanet'
      ? [{ link: 'struck', probe: 'postgres', reach: 'access' } as const]
      : []),
    ...(kind === 'certificate' ? [{ link: 'struck', probe: 'tls', reach: 'access' } as const] : []),
    ...[...beside].map((probe) => ({ link: 'struck', probe, reach: 'self' }) as const),
  ];
}

/** What a look shows while the mode is in force, and how many of such looks meet it, 0…1. */
function metBy(series: Series, mode: FaultMode, kind: LinkKind): [Weights, number] | null {
  const layer = layerOf[series.probe];
  if (!layer) return mode.shows[series.probe] ? [mode.shows[series.probe] as Weights, 1] : null;
  const harm = mode.harm > harmsFrom ? 1 : 0;
  const through = series.reach === 'through';
  if (series.link === 'front') return through ? [shownOn(mode.effect.relayed, layer), harm] : null;
  const shown = shownOn(mode.effect.direct, layer);
  if (through) return [shown, harm];
  if (series.link === 'struck') return [shown, mode.access];
  return [shown, linkKinds[kind].role === 'access' ? harm : harm * mode.access];
}

function draw(weights: Weights, roll: () => number): string {
  const entries = Object.entries(weights);
  let rest = roll() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [symptom, weight] of entries) {
    rest -= weight;
    if (rest <= 0) return symptom;
  }
  return 'ok';
}

function culpritOf(mode: FaultMode, seed: number): string {
  const kind = kindOf(mode);
  const series = seriesFor(mode, kind);
  const roll = dice(seed);
  const symptoms = series.flatMap((one) => {
    const met = metBy(one, mode, kind);
    return met ? [[keyOf(one), () => (roll() < met[1] ? draw(met[0], roll) : 'ok')] as const] : [];
  });
  const player = new Player(chainWith(kind), series);
  player.rounds(roundsWell);
  player.rounds(roundsIll, Object.fromEntries(symptoms));
  const [culprit] = player.engine.verdict().culprits;
  return `${culprit?.link} ${culprit?.mode}`;
}

/** The rarer of a group of look-alikes are rightly called by the name of the commonest. */
const rarer = new Set(lookAlikes.flatMap(({ modes: [, ...others] }) => others));

test('a mode that happens is found where it is, and nearly always by its own name', {
  timeout: 120_000,
}, () => {
  const played = faultModes.filter(({ id }) => !(id in unseen) && !rarer.has(id));
  expect(played.length).toBeGreaterThan(120);
  const plays = played.flatMap((mode) => seeds.map((seed) => ({ mode, seed })));
  const missed = plays
    .map(({ mode, seed }) => ({ id: mode.id, seed, found: culpritOf(mode, seed) }))
    .filter(({ id, found }) => found !== `struck ${id}`);
  const elsewhere = missed.filter(({ found }) => !found.startsWith('struck '));
  expect(elsewhere.length / plays.length, JSON.stringify(elsewhere)).toBeLessThan(0.03);
  expect(missed.length / plays.length, JSON.stringify(missed)).toBeLessThan(0.08);
});
