import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../src/diagnosis/hypotheses.ts';
import { singlesOf } from '../../src/diagnosis/singles.ts';
import { undeclaredShare } from '../../src/diagnosis/undeclared.ts';
import { demoChain, Player } from '../support/looks.ts';

/** A filter that has seen the store fail, through those who need it. */
function seen() {
  const player = new Player();
  player.rounds(4);
  player.rounds(3, { 'store/http@local': 'http.5xx', 'replica-a/canary-chat@local': 'llm.stall' });
  return player.engine.grounds.posterior;
}

describe('single faults', () => {
  it('are the probabilities of the filter, by mode and by link', () => {
    const posterior = seen();
    const { faults, outside } = posterior.read();
    const singles = singlesOf(posterior, posterior.weigh(), new Map());
    let elsewhere = outside;
    for (const { link, modes } of faultsOf(demoChain).byMode) {
      let ofLink = 0;
      for (const variants of modes) {
        const sum = variants.reduce((all, { index }) => all + (faults[index] ?? 0), 0);
        const mode = variants[0]?.mode;
        const undeclared = mode ? sum * undeclaredShare(mode) : 0;
        elsewhere += undeclared;
        ofLink += sum - undeclared;
        const ranked = singles.alone.find(
          ({ fault }) => fault.link === link && fault.mode === mode,
        );
        if (ranked) expect(ranked.probability).toBeCloseTo(sum - undeclared, 12);
        else expect(sum - undeclared).toBeLessThanOrEqual(singles.alone.at(-1)?.probability ?? 0);
      }
      expect(singles.links.get(link)).toBeCloseTo(ofLink, 12);
    }
    expect(singles.outside).toBeCloseTo(elsewhere, 12);
    expect(singles.alone.length).toBe(24);
  });

  it('count for more where something was said or changed', () => {
    const posterior = seen();
    const plain = singlesOf(posterior, posterior.weigh(), new Map());
    const said = singlesOf(posterior, posterior.weigh(), new Map([['vendor', () => 3]]));
    const odds = ({ links, noFault }: typeof plain) => links.get('vendor') / noFault;
    expect(odds(said) / odds(plain)).toBeCloseTo(3, 9);
  });

  it('know the likeliest of each link', () => {
    const posterior = seen();
    const { alone, likeliestAt } = singlesOf(posterior, posterior.weigh(), new Map());
    const [first] = alone;
    expect(first && likeliestAt(first.fault.link)).toBe(first?.fault);
    expect(likeliestAt('nowhere')).toBeUndefined();
  });
});
