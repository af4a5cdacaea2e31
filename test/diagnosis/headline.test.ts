import { expect, it } from 'vitest';
import { headlineOf } from '../../src/diagnosis/headline.ts';
import { faultsOf } from '../../src/diagnosis/hypotheses.ts';
import { isFarAhead } from '../../src/diagnosis/link-shares.ts';
import type { Standing } from '../../src/diagnosis/standing.ts';
import { sharesOf } from '../support/link-shares.ts';
import { demoChain, link, Player } from '../support/looks.ts';

const rankedOf = (id: string, mode: string, probability: number) => {
  const fault = faultsOf(demoChain)
    .byLink.get(id)
    ?.find((one) => one.mode.id === mode);
  if (!fault) throw new Error(`no ${mode} of ${id}`);
  return { fault, probability };
};
const unsure = (links: readonly (readonly [string, number])[]): Standing => ({
  modes: [rankedOf('store', 'service.slow', 0.2), rankedOf('router', 'service.hung', 0.18)],
  ...{
    alone: [],
    companies: [],
    noFault: 0.05,
    outside: 0.1,
    links: sharesOf(demoChain, new Map(links)),
  },
});
const suspicion = (standing: Standing) =>
  headlineOf({
    ...{
      status: 'undetermined',
      seen: true,
      culprits: [],
      alike: [],
      excused: [],
      even: false,
      untested: 0,
      late: [],
      standing,
    },
  });

it('shows between whom it cannot tell by the shares of the links', () => {
  const links = [
    ['router', 0.43],
    ['store', 0.4],
  ] as const;
  expect(suspicion(unsure(links))).toBe('cannot tell between router (43 %) and store (40 %)');
});

it('names the link that is more likely than not, with its share, and its likeliest mode', () => {
  const links = [
    ['router', 0.2],
    ['store', 0.56],
  ] as const;
  expect(suspicion(unsure(links))).toBe('store, most likely (56 %): answers late');
});

it('names both where one is hardly likelier than the other', () => {
  const links = [
    ['router', 0.46],
    ['store', 0.52],
  ] as const;
  expect(suspicion(unsure(links))).toBe('cannot tell between store (52 %) and router (46 %)');
});

it('says that it is probably over while the all-clear is not certain yet', () => {
  const calming = { ...unsure([['store', 0.2]]), noFault: 0.78 };
  expect(suspicion(calming)).toBe('probably over (78 %)');
  const player = new Player(demoChain, [{ link: 'store', probe: 'http', reach: 'access' }]);
  player.rounds(20);
  for (let round = 0; round < 6; round += 1) player.round({ 'store/http@local': 'http.500' });
  const { culprits, headline } = player.engine.verdict();
  expect(headline).toMatch(/^store: /);
  const news = {
    ...{ seen: true, alike: [], excused: [], even: false, untested: 0, late: [] },
    culprits,
  };
  expect(headlineOf({ ...news, status: 'fault', standing: calming })).toBe(
    `probably over (78 %): ${headline}`,
  );
});

it('counts all who fail alike, also those beyond a set of three', () => {
  const ids = ['one', 'two', 'three', 'four', 'five'];
  const chain = { ...demoChain, models: [], links: ids.map((id) => link(id, 'service')) };
  const series = ids.map((id) => ({ link: id, probe: 'http', reach: 'access' as const }));
  const player = new Player(chain, series);
  player.rounds(10);
  const failing = Object.fromEntries(ids.map((id) => [`${id}/http@local`, 'dns.timeout']));
  for (let round = 0; round < 8; round += 1) {
    player.round(failing);
    if (round < 4) continue;
    const { culprits, headline } = player.engine.verdict();
    expect(culprits).toEqual([]);
    expect(headline).toMatch(/^cannot tell: \w+, \w+ and 3 more fail alike; /);
  }
});

it('does not count who fails now and then beside one that fails in earnest', () => {
  const ids = ['one', 'two', 'three', 'four', 'five'];
  const chain = { ...demoChain, models: [], links: ids.map((id) => link(id, 'service')) };
  const series = ids.map((id) => ({ link: id, probe: 'http', reach: 'access' as const }));
  const player = new Player(chain, series);
  player.rounds(10);
  for (let round = 0; round < 15; round += 1) {
    const byChance = round % 6 === 1 ? 'http.500' : 'ok';
    player.round({
      'one/http@local': 'http.500',
      'three/http@local': byChance,
      'five/http@local': byChance,
    });
  }
  const { culprits, headline } = player.engine.verdict();
  expect(culprits[0]?.link).toBe('one');
  expect(headline).not.toContain('alike');
});

it('names a third that is as likely', () => {
  const links = [
    ['router', 0.3],
    ['store', 0.28],
    ['vendor', 0.27],
  ] as const;
  expect(suspicion(unsure(links))).toBe(
    'cannot tell between router (30 %), store (28 %) and vendor (27 %)',
  );
  const two = [...links.slice(0, 2), ['vendor', 0.15] as const];
  expect(suspicion(unsure(two))).toBe('cannot tell between router (30 %) and store (28 %)');
});

it('names one alone that is half as likely again as the next', () => {
  const of = (store: number, router: number) =>
    sharesOf(
      demoChain,
      new Map([
        ['store', store],
        ['router', router],
      ]),
    );
  expect(isFarAhead('store', of(0.61, 0.39))).toBe(true);
  expect(isFarAhead('store', of(0.59, 0.4))).toBe(false);
  expect(isFarAhead('router', of(0.6, 0.4))).toBe(false);
});
