import { describe, expect, it } from 'vitest';
import { type LinkKind, linkKinds, type ProbePlan } from '../../../src/chain/types.ts';
import { faultsOf } from '../../../src/diagnosis/hypotheses.ts';
import { modesOf } from '../../../src/diagnosis/modes/catalogue.ts';
import { everyModeOf, modesOfLink, sortOf } from '../../../src/diagnosis/modes/of-link.ts';
import { demoChain, link } from '../../support/looks.ts';

const kinds = Object.keys(linkKinds) as LinkKind[];
const serving = kinds.filter((kind) => linkKinds[kind].role === 'behind');
const parts: Readonly<Record<string, LinkKind>> = {
  docker: 'container',
  kubernetes: 'container',
  process: 'process',
  gpu: 'gpu',
  host: 'host',
};
const nothing: ReadonlySet<LinkKind> = new Set();

function lookedAtBy(kind: LinkKind, ...probes: readonly string[]) {
  const plans = probes.map((probe) => ({ kind: probe, name: probe }) as ProbePlan);
  return { ...link('it', kind), probes: plans };
}

/** What some mode shows in so many of a hundred looks. */
function symptomsOf(
  probe: string,
  modes: ReturnType<typeof modesOf>,
  least: number,
): ReadonlySet<string> {
  const shown = modes.flatMap(({ shows }) => Object.entries(shows[probe] ?? {}));
  return new Set(shown.filter(([, weight]) => weight >= least / 100).map(([symptom]) => symptom));
}

describe('what looks at a server see', () => {
  it.each(Object.entries(parts))(
    'a %s probe: nothing that no mode of the server explains',
    (probe, part) => {
      const ofPart = symptomsOf(probe, modesOf(part), 15);
      expect(ofPart.size).toBeGreaterThan(5);
      for (const kind of serving) {
        const ofLink = symptomsOf(probe, modesOfLink(lookedAtBy(kind, probe), nothing), 1);
        expect([kind, [...ofPart].filter((symptom) => !ofLink.has(symptom))]).toEqual([kind, []]);
      }
    },
  );

  it('is told in the words of the server where it has any', () => {
    const ids = modesOfLink(lookedAtBy('router', 'process'), nothing).map(({ id }) => id);
    expect(ids).toContain('process.restarting');
    expect(ids).toContain('process.oom_killed');
    expect(ids).not.toContain('process.gone');
    expect(ids).not.toContain('process.stopped');
  });

  it('is each mode once, however many look', () => {
    const ids = modesOfLink(lookedAtBy('service', 'docker', 'kubernetes'), nothing).map(
      ({ id }) => id,
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is nothing where nobody looks, and for what is no server', () => {
    expect(modesOfLink(lookedAtBy('router'), nothing)).not.toContainEqual(
      expect.objectContaining({ id: 'process.restarting' }),
    );
    expect(modesOfLink(lookedAtBy('host', 'docker'), nothing)).toEqual(
      modesOfLink(lookedAtBy('host'), nothing),
    );
    expect(everyModeOf('router').map(({ id }) => id)).toContain('process.restarting');
    expect(everyModeOf('gpu')).toEqual(expect.arrayContaining([...modesOf('gpu')]));
  });
});

it('a server that is looked at in another way is of another sort', () => {
  expect(sortOf(lookedAtBy('router', 'process', 'http'))).toBe('router+process');
  expect(sortOf(lookedAtBy('host', 'host'))).toBe('host');
});

it('faults of a link are those of its modes', () => {
  const chain = { ...demoChain, links: [...demoChain.links, lookedAtBy('router', 'process')] };
  const ids = new Set((faultsOf(chain).byLink.get('it') ?? []).map(({ mode }) => mode.id));
  expect(ids).toContain('process.restarting');
});
