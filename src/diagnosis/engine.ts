import type { Chain } from '../chain/types.ts';
import type { EventOf, WeaklinkEvent } from '../events/types.ts';
import type { Verdict } from '../events/verdict.ts';
import { instantMs } from '../platform/instant.ts';
import { AllAround } from './around.ts';
import { Findings } from './findings.ts';
import { Hearsay } from './hearsay.ts';
import { judge } from './judge.ts';
import { isLull } from './lull.ts';
import { Posterior } from './posterior.ts';
import { SeriesIndex } from './series.ts';
import { Stream } from './stream.ts';

/** Folds events into a verdict. The same events give the same verdict, whatever the wall clock says. */
export interface Engine {
  /** Takes one event into account. Events that carry no evidence (faults, verdicts) are ignored. */
  accept(event: WeaklinkEvent): void;
  /** What the evidence so far says, as of the newest event. Asking changes nothing. */
  verdict(): Verdict;
  /** Time of the newest event, in milliseconds since the epoch. */
  readonly nowMs: number;
  /** True while something is wrong: only then, and just after, can a verdict name a culprit. */
  readonly inTrouble: boolean;
  /** Another engine with the same past, which goes its own way from here. */
  fork(): Engine;
  /** What it stands on now, for those who explain it or choose the next look. Only to be read. */
  readonly grounds: Grounds;
}

/** What an engine's verdicts are drawn from. */
export interface Grounds {
  readonly chain: Chain;
  readonly posterior: Posterior;
  /** In the order in which they were first seen. */
  readonly streams: readonly Stream[];
  readonly hearsay: Hearsay;
  readonly nowMs: number;
}

export function createEngine(chain: Chain): Engine {
  return new ChainEngine(chain);
}

class ChainEngine implements Engine {
  private readonly chain: Chain;
  private readonly posterior: Posterior;
  private readonly series = new SeriesIndex();
  private readonly around: AllAround;
  private readonly hearsay: Hearsay;
  private readonly findings = new Findings();
  private readonly links: ReadonlySet<string>;
  nowMs: number;

  constructor(chain: Chain, like?: ChainEngine) {
    this.chain = chain;
    this.posterior = new Posterior(chain, like?.posterior);
    this.around = new AllAround(this.posterior, this.series);
    this.hearsay = new Hearsay(like?.hearsay);
    this.links = like?.links ?? new Set(chain.links.map(({ id }) => id));
    this.nowMs = like?.nowMs ?? 0;
    for (const stream of like?.series.all ?? []) {
      this.series.add(new Stream(chain, stream.name, stream));
    }
  }

  accept(event: WeaklinkEvent): void {
    switch (event.type) {
      case 'weaklink.observation':
        this.observe(event);
        break;
      case 'weaklink.claim':
        this.passTo(event.time);
        this.hearsay.addClaim(event);
        break;
      case 'weaklink.change':
        this.passTo(event.time);
        this.hearsay.addChange(event);
        break;
      case 'weaklink.session':
        this.passTo(event.time);
        this.hearsay.learn(event.data.sources ?? []);
        break;
      default:
      // Notes are for people; faults and verdicts would be looking up the answer.
    }
  }

  verdict(): Verdict {
    return judge(this.chain, this.posterior, this.series, this.hearsay, this.findings, this.nowMs);
  }

  get inTrouble(): boolean {
    return this.posterior.inTrouble;
  }

  fork(): Engine {
    return new ChainEngine(this.chain, this);
  }

  get grounds(): Grounds {
    const { chain, posterior, hearsay, nowMs } = this;
    return { chain, posterior, streams: [...this.series.all], hearsay, nowMs };
  }

  private observe({ data, time }: EventOf<'observation'>): void {
    const endedMs = this.passTo(time);
    if (!this.links.has(data.link)) return;
    const known = this.series.get(data.stream);
    const stream = known ?? new Stream(this.chain, data);
    if (!known) {
      this.series.add(stream);
      this.posterior.admit(stream);
    }
    const { lastMs } = stream;
    const look = stream.add(data, endedMs, this.around);
    if (!look) return;
    this.posterior.observe(stream, look.sight, lastMs, endedMs);
    if (look.symptom === 'ok' && !this.posterior.inTrouble && !isLull(stream)) stream.endRun();
    this.series.note(stream);
    this.hearsay.overhear(stream);
  }

  private passTo(time: string): number {
    const ms = instantMs(time);
    this.nowMs = Math.max(this.nowMs, ms);
    return ms;
  }
}
