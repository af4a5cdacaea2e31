import { policyWords } from '../events/policy-words.ts';
import type { WeaklinkEvent } from '../events/types.ts';
import type { Verdict } from '../events/verdict.ts';
import { safe } from '../text/sanitise.ts';
import type { Mark, Step } from './types.ts';

/** Marks kept of one recording; a flapping fault of a whole day makes no more. */
const MOST_MARKS = 5_000;

/** Finds what is worth jumping to: changes, new claims, notes, faults, judgements of policies, and answers that differ. */
export class MarkFinder {
  readonly marks: Mark[] = [];
  readonly #said = new Map<string, string>();
  #answer: string | null = null;

  take({ event, verdict }: Step): void {
    const mark = this.#ofEvent(event);
    if (mark) this.#add({ ...mark, event });
    if (verdict) this.#judge(event, verdict);
  }

  #ofEvent(event: WeaklinkEvent): Mark | null {
    const atMs = Date.parse(event.time);
    switch (event.type) {
      case 'weaklink.change': {
        const { link, what, to } = event.data;
        const title = to === null ? safe`${link}: ${what}` : safe`${link}: ${what} is now ${to}`;
        return { atMs, kind: 'change', link, title };
      }
      case 'weaklink.claim': {
        const { link, who, says, words } = event.data;
        const key = `${link}\n${who}`;
        const isNew = this.#said.get(key) !== says;
        this.#said.set(key, says);
        // A speaker repeats itself with every look; only another word is news.
        return isNew ? { atMs, kind: 'claim', link, title: safe`${who}: "${words}"` } : null;
      }
      case 'weaklink.note':
        return { atMs, kind: 'note', title: safe`${event.data.words}` };
      case 'weaklink.fault': {
        const { action, name, link } = event.data;
        return { atMs, kind: 'fault', link, title: safe`${name} ${action}` };
      }
      case 'weaklink.policy':
        return { atMs, kind: 'policy', title: policyWords(event.data.rulings) };
      default:
        return null;
    }
  }

  #judge(event: WeaklinkEvent, verdict: Verdict): void {
    const { status, culprits, headline } = verdict;
    const answer = JSON.stringify([status, culprits.map(({ link, mode }) => [link, mode])]);
    if (answer === this.#answer) return;
    this.#answer = answer;
    const atMs = Date.parse(event.time);
    const [culprit] = culprits;
    const about = culprit ? { link: culprit.link } : {};
    this.#add({ atMs, kind: 'verdict', title: headline, status, ...about });
  }

  #add(mark: Mark): void {
    if (this.marks.length < MOST_MARKS) this.marks.push(mark);
  }
}
