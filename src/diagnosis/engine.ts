import type { Chain } from '../chain/types.ts';
import type { EventOf, WeaklinkEvent } from '../events/types.ts';
import type { Verdict } from '../events/verdict.ts';
import { Hearsay } from './claims.ts';
import { judge } from './judge.ts';
import { Posterior } from './posterior.ts';
import { Stream } from './stream.ts';

/** Folds events into a verdict. The same events give the same verdict, whatever the wall clock says. */
export interface Engine {
  /** Takes one event into account. Events that carry no evidence (faults, verdicts) are ignored. */
  accept(event: WeaklinkEvent): void;
  /** What the evidence so far says, as of the newest event. */
  verdict(): Verdict;
}

export function createEngine(chain: Chain): Engine {
  const posterior = new Posterior(chain);
  const streams = new Map<string, Stream>();
  const hearsay = new Hearsay();
  const links = new Set(chain.links.map(({ id }) => id));
  let nowMs = 0;

  function observe({ data, time }: EventOf<'observation'>): void {
    if (!links.has(data.link)) return;
    const known = streams.get(data.stream);
    const stream = known ?? new Stream(chain, data);
    if (!known) {
      streams.set(data.stream, stream);
      posterior.admit(stream);
    }
    const endedMs = Date.parse(time);
    const look = stream.add(data, endedMs);
    if (!look) return;
    posterior.observe(stream, look.symptom, endedMs);
    if (look.symptom === 'ok' && !posterior.inTrouble) stream.endRun();
  }

  return {
    accept(event) {
      switch (event.type) {
        case 'weaklink.observation':
          nowMs = Math.max(nowMs, Date.parse(event.time));
          observe(event);
          break;
        case 'weaklink.claim':
          nowMs = Math.max(nowMs, Date.parse(event.time));
          hearsay.addClaim(event);
          break;
        case 'weaklink.change':
          nowMs = Math.max(nowMs, Date.parse(event.time));
          hearsay.addChange(event);
          break;
        case 'weaklink.session':
          nowMs = Math.max(nowMs, Date.parse(event.time));
          break;
        default:
        // Notes are for people; faults and verdicts would be looking up the answer.
      }
    },
    verdict: () => judge(chain, posterior, [...streams.values()], hearsay, nowMs),
  };
}
