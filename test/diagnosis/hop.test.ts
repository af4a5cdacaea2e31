import { describe, expect, it } from 'vitest';
import { HopTimes } from '../../src/diagnosis/hop.ts';
import type { Observation } from '../../src/events/types.ts';
import { demoSeries, Player } from '../support/looks.ts';

interface Times {
  readonly phases?: Observation['phases'];
  readonly server?: number;
  readonly upstream?: number;
}

const player = new Player();
player.round();
const { data } = player.events[demoSeries.findIndex(({ probe }) => probe === 'http')] ?? {};

/** A look through the edge with these times. */
function look({ phases = {}, server, upstream }: Times): Observation {
  const measures = [
    ...(server === undefined ? [] : [{ name: 'http.server', value: server, unit: 'ms' }]),
    ...(upstream === undefined ? [] : [{ name: 'http.upstream', value: upstream, unit: 'ms' }]),
  ];
  return { ...(data as Observation), phases, measures };
}

const usual = { phases: { connect: 2, wait: 100, transfer: 5 }, server: 90, upstream: 80 };

function learned(times: Times = usual): HopTimes {
  const hop = new HopTimes();
  for (let i = 0; i < 20; i += 1) hop.learn(look(times));
  return hop;
}

describe('where the time of a late answer went', () => {
  it.each<[string, Times, string | null]>([
    ['behind', { phases: { wait: 900 }, server: 890, upstream: 880 }, 'behind'],
    ['in the server', { phases: { wait: 900 }, server: 890, upstream: 80 }, 'here'],
    ['on the way', { phases: { wait: 900 }, server: 90, upstream: 80 }, 'way'],
    ['in connecting', { phases: { connect: 1_000, wait: 100 } }, 'way'],
    ['in finding the address', { phases: { resolve: 1_000, wait: 100 } }, 'way'],
    [
      'in or behind a server that tells its total alone',
      { phases: { wait: 900 }, server: 890 },
      'inside',
    ],
    [
      'behind a server that tells its wait alone',
      { phases: { wait: 900 }, upstream: 850 },
      'behind',
    ],
    ['half here, half behind', { phases: { wait: 900 }, server: 890, upstream: 480 }, 'inside'],
    [
      'before the first token, after the head',
      { phases: { wait: 100, first_token: 900 }, server: 90, upstream: 80 },
      'inside',
    ],
    ['nobody knows where: nothing is told', { phases: { wait: 900 } }, null],
    ['nobody knows where: little was behind', { phases: { wait: 900 }, upstream: 80 }, null],
    ['in the handshake: path or server', { phases: { tls: 900, wait: 100 } }, null],
    [
      'half on the way, half in the server',
      { phases: { wait: 900 }, server: 490, upstream: 80 },
      null,
    ],
  ])('is found: %s', (_title, times, where) => {
    expect(learned().locate(look(times))?.where ?? null).toBe(where);
  });

  it('is measured beyond what is usual: a link that always waits for a slow one behind it', () => {
    const slow = { phases: { wait: 1_000 }, server: 990, upstream: 950 };
    const found = learned(slow).locate(look({ ...slow, phases: { wait: 1_900 } }));
    expect(found?.where).toBe('way');
    expect(found?.ms).toBeCloseTo(900, 0);
  });

  it('is told before anything is known of the usual', () => {
    const late = look({ phases: { wait: 900 }, server: 890, upstream: 880 });
    expect(new HopTimes().locate(late)).toMatchObject({ where: 'behind', ms: 880, ofMs: 900 });
  });

  it('is still told of what crept up over a quarter of an hour', () => {
    const hop = learned();
    for (let second = 0; second < 900; second += 1) {
      const ms = 100 * 1.05 ** (second / 60);
      hop.learn(look({ phases: { wait: ms }, server: 12 + ms * 0.8, upstream: ms * 0.8 }));
    }
    expect(hop.locate(look({ phases: { wait: 220 }, server: 208, upstream: 198 }))?.where).toBe(
      'behind',
    );
  });

  it('is told apart from tokens that come slowly', () => {
    const hop = learned();
    expect(hop.isLateInTransfer(look({ phases: { wait: 100, transfer: 900 } }))).toBe(true);
    expect(hop.isLateInTransfer(look({ phases: { wait: 900, transfer: 5 } }))).toBe(false);
  });
});
