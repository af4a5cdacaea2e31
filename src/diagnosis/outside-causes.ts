import { isAnswer } from './asking/answers.ts';
import { betweenVantageAndChain, shownOnLossyWay } from './blind-vantage.ts';
import { shareOfLateness } from './effects/whereabouts.ts';
import { intensities, shareOutside } from './hypotheses.ts';
import { leak } from './leak.ts';
import { sightOf } from './sights.ts';
import type { Stream } from './stream.ts';
import { clampRatio } from './testimony.ts';

/** Under an outside cause, each series suffers by itself with this probability … */
const hitsStream = 0.1;
/** … and what is seen from beside, a card or a process of the chain's own, with this one … */
const hitsBeside = 0.002;
/** … and a series that suffers shows any of some forty symptoms. */
const showsSymptom = 0.9 / 40;
const showsOk = 0.1;
/** However many looks were well, an outside cause may come to hit a series, and to leave it. */
const leastSuffering = 0.02;
/** A vantage can be told from the chain only where there is another. */
const vantagesNeeded = 2;

/**
 * The weights of causes outside the chain, on the scale of the filter: something undeclared, which hits each series by
 * itself or not, and, where there are several vantages, the way of each of them to all that it looks at.
 */
export class OutsideCauses {
  /** Of something undeclared; then by vantage and by how much its way loses. */
  private weights: number[];
  private births: number[];
  /** Where the weights of each vantage begin. */
  private readonly vantages: Map<string, number>;
  /** How probably something undeclared hits this series, by series. */
  private readonly suffers: Map<string, number>;
  private sum: number;

  /** @param prior that anything is broken when somebody starts to look */
  constructor(prior: number, like?: OutsideCauses) {
    this.weights = like ? [...like.weights] : [prior * shareOutside];
    this.births = like ? [...like.births] : [shareOutside];
    this.vantages = new Map(like?.vantages);
    this.suffers = new Map(like?.suffers);
    this.sum = like?.sum ?? prior * shareOutside;
  }

  /** Of all of them together. */
  get weight(): number {
    return this.sum;
  }

  /** Takes the vantage of a new series into account. */
  admit({ layer, vantage }: Stream): void {
    if (layer === null || this.vantages.has(vantage)) return;
    this.vantages.set(vantage, 1 + this.vantages.size * intensities.length);
    const count = this.vantages.size;
    if (count < vantagesNeeded) return;
    const ofOne = (shareOutside * betweenVantageAndChain) / count;
    const ways = Array.from({ length: count }, () =>
      intensities.map(({ weight }) => weight * ofOne),
    );
    const before = this.births[0] as number;
    this.births = [shareOutside * (1 - betweenVantageAndChain), ...ways.flat()];
    // What is new takes its part of what was believed of the outside.
    const scale = (this.weights[0] as number) / before;
    this.weights = this.births.map((birth, at) => this.weights[at] ?? birth * scale);
    this.addUp();
  }

  /** Takes one look into account. */
  observe(stream: Stream, sight: number): void {
    const { symptom, before: last } = sightOf(sight);
    this.weights[0] = (this.weights[0] as number) * this.undeclared(stream, symptom);
    const first = this.vantages.get(stream.vantage);
    if (first !== undefined && stream.layer !== null && this.weights.length > first) {
      const chance = leak(symptom);
      const shown = shownOnLossyWay(symptom, last);
      intensities.forEach(({ intensity }, at) => {
        const ratio = (intensity * shown + (1 - intensity) * chance) / chance;
        this.weights[first + at] = (this.weights[first + at] as number) * clampRatio(ratio);
      });
    }
    this.addUp();
  }

  /** Lets time pass: `keep` of the weights is left, and `born` of their births is added. */
  pass(keep: number, born: number): void {
    this.weights = this.weights.map(
      (weight, at) => weight * keep + born * (this.births[at] as number),
    );
    this.addUp();
  }

  scale(factor: number): void {
    this.weights = this.weights.map((weight) => weight * factor);
    this.addUp();
  }

  private addUp(): void {
    this.sum = this.weights.reduce((sum, weight) => sum + weight, 0);
  }

  /** P(symptom | something undeclared) ÷ P(symptom | nothing), with the belief that this very series suffers from it. */
  private undeclared(stream: Stream, symptom: string): number {
    const hits = stream.layer || stream.reach === 'through' ? hitsStream : hitsBeside;
    const suffers = this.suffers.get(stream.key) ?? hits;
    const ratio = shownFromOutside(symptom) / leak(symptom);
    const mixed = 1 - suffers + suffers * ratio;
    const least = Math.min(leastSuffering, hits);
    const after = Math.max(least, (suffers * ratio) / mixed);
    this.suffers.set(stream.key, Math.min(1 - leastSuffering, after));
    return clampRatio(mixed);
  }
}

/** P(symptom | a series that suffers from something undeclared). A person answers yes or no, and no more. */
function shownFromOutside(symptom: string): number {
  if (symptom === 'ok') return showsOk;
  if (isAnswer(symptom)) return 1 - showsOk;
  return showsSymptom * shareOfLateness(symptom);
}
