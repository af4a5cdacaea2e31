import { describe, expect, it, test } from 'vitest';
import { Company } from '../../src/diagnosis/company.ts';
import type { FaultSet } from '../../src/diagnosis/fault-set.ts';
import { growSets } from '../../src/diagnosis/fault-sets.ts';
import type { Fault } from '../../src/diagnosis/hypotheses.ts';
import { LookWindow } from '../../src/diagnosis/look-window.ts';
import { SeriesIndex } from '../../src/diagnosis/series.ts';
import { weighBeside } from '../../src/diagnosis/set-evidence.ts';
import { troubledOf } from '../../src/diagnosis/troubled.ts';
import { Player } from '../support/looks.ts';

const ask = (id: string, model = 'chat') => `${id}/canary-${model}@local`;
const logOfCompany = Math.log(0.02);

/** What is broken, and what every series that meets it shows. */
const situations: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [
    'a card and the vendor',
    {
      'gpu-a/gpu@local': 'gpu.lost',
      [ask('replica-a')]: 'llm.ttft_timeout',
      [ask('vendor', 'vendor-chat')]: 'llm.overloaded',
      [ask('gateway', 'vendor-chat')]: 'llm.overloaded',
      [ask('edge', 'vendor-chat')]: 'llm.overloaded',
    },
  ],
  [
    'both replicas, each in its own way',
    {
      [ask('replica-a')]: 'tcp.refused',
      'replica-a/http@local': 'tcp.refused',
      [ask('replica-b')]: 'llm.ttft_timeout',
      [ask('router')]: 'llm.ttft_timeout',
      [ask('gateway')]: 'llm.ttft_timeout',
      [ask('edge')]: 'llm.ttft_timeout',
    },
  ],
  [
    'the certificate and the store',
    {
      'certificate/tls@local': 'tls.expired',
      'store/http@local': 'http.500',
      [ask('edge')]: 'tls.expired',
      [ask('edge', 'vendor-chat')]: 'tls.expired',
      [ask('replica-a')]: 'llm.engine_error',
      [ask('replica-b')]: 'llm.engine_error',
      [ask('router')]: 'llm.engine_error',
      [ask('gateway')]: 'llm.engine_error',
    },
  ],
];

describe('the search for sets of faults', () => {
  test.each(situations)('finds what trying all pairs finds: %s', (_, shown) => {
    const { window, troubled, faults, posterior } = after(shown);
    const scales = {
      faultsAt: (link: string) => posterior.faultsAt(link),
      logPriorOf: ({ prior }: Fault) => Math.log(prior),
      troubled,
      window,
    };
    const found = growSets(faults, [], scales).filter(({ members }) => members.length === 2);
    const best = likeliest(found);
    const tried = likeliest(allPairs(faults, window));
    expect(linksOf(best)).toEqual(linksOf(tried));
    expect(tried.log - best.log).toBeLessThan(1);
  });

  it('adds nobody to one fault that explains all', () => {
    const { window, troubled, faults, posterior } = after({
      'gpu-a/gpu@local': 'gpu.lost',
      [ask('replica-a')]: 'llm.ttft_timeout',
    });
    const sets = growSets(faults, [], {
      faultsAt: (link) => posterior.faultsAt(link),
      logPriorOf: ({ prior }) => Math.log(prior),
      troubled,
      window,
    });
    expect(linksOf(likeliest(sets))).toEqual(['gpu-a']);
  });
});

function after(shown: Readonly<Record<string, string>>) {
  const player = new Player();
  player.rounds(10);
  player.rounds(8, shown);
  const { posterior, streams, nowMs } = player.engine.grounds;
  const series = new SeriesIndex();
  for (const stream of streams) series.add(stream);
  const links = new Set(series.troubled.flatMap(({ touched }) => touched));
  // The common variants only: all pairs of all of them would take minutes.
  const faults = [...links]
    .flatMap((link) => posterior.faultsAt(link))
    .filter(({ intensity, harms, models }) => intensity === 1 && harms && models === null);
  return {
    window: new LookWindow(series, 1, nowMs),
    troubled: troubledOf(series.troubled),
    faults,
    posterior,
  };
}

function allPairs(faults: readonly Fault[], window: LookWindow): readonly FaultSet[] {
  const alone = new Company([]);
  return faults.flatMap((fault) => {
    const own = weighBeside(alone, fault, window);
    const log = own.log + Math.log(fault.prior);
    const members = [{ fault, onsetMs: own.onsetMs }];
    const company = new Company(members);
    return faults.flatMap((other): readonly FaultSet[] => {
      if (other.link === fault.link) return [];
      const more = weighBeside(company, other, window);
      return [
        {
          members: [...members, { fault: other, onsetMs: more.onsetMs }],
          log: log + more.log + Math.log(other.prior) + logOfCompany,
        },
      ];
    });
  });
}

function likeliest(sets: readonly FaultSet[]): FaultSet {
  const [best] = sets.toSorted((a, b) => b.log - a.log);
  if (!best) throw new Error('no set');
  return best;
}

function linksOf({ members }: FaultSet): readonly string[] {
  return members.map(({ fault }) => fault.link).sort();
}
