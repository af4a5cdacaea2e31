import type { LinkId } from '../../src/chain/types.ts';
import { createEngine } from '../../src/diagnosis/engine.ts';
import type { Verdict } from '../../src/events/verdict.ts';
import { alike } from './alike.ts';
import { type CaseKind, drawCase } from './cases.ts';
import { play, startMs } from './play.ts';
import { flock } from './rivals/flock.ts';
import { incidence } from './rivals/incidence.ts';
import { score } from './rivals/score.ts';
import { mostVotes } from './rivals/votes.ts';
import { deepestFailing, firstFailing } from './rivals/walks.ts';
import { moreThanChance } from './truth.ts';

export const rivals = ['first', 'deepest', 'votes', 'score', 'flock'] as const;
export type Rival = (typeof rivals)[number];

export interface TruthSeen {
  /** Null for something that is not in the chain. */
  readonly link: LinkId | null;
  readonly kind: string;
  readonly mechanism: string;
  /** Series of which more looks went wrong because of it than chance would have. */
  readonly telling: number;
  /** True where one of those is a look at the link itself. */
  readonly own: boolean;
}

/** How one case went. Plain data: it travels between processes. */
export interface Outcome {
  readonly seed: number;
  readonly kind: CaseKind;
  readonly links: number;
  readonly series: number;
  readonly events: number;
  readonly truths: readonly TruthSeen[];
  /** Other links whose fault would have shown the same: see alike.ts. */
  readonly alike: readonly LinkId[];
  readonly status: Verdict['status'];
  readonly headline: string;
  readonly blamed: readonly { readonly link: LinkId; readonly mode: string; readonly p: number }[];
  /** The link that the engine holds most likely, blamed or not, and the mode it would name. */
  readonly top: { readonly link: LinkId | null; readonly mode: string | null; readonly p: number };
  /** Its best answer, `none` and `outside` among them, with the probability of it. */
  readonly answer: { readonly what: LinkId; readonly p: number; readonly isRight: boolean };
  readonly modeRight: boolean;
  readonly rivals: Readonly<Record<Rival, LinkId | null>>;
}

/** Draws a case, plays it to the engine and to its rivals, and compares with the truth. */
export function judgeCase(seed: number): Outcome {
  const one = drawCase(seed, startMs);
  const { events, telling } = play(one);
  const { chain, series } = one.world;
  const engine = createEngine(chain);
  for (const event of events) engine.accept(event);
  const verdict = engine.verdict();
  const rows = incidence(chain, events);
  const kindOf = new Map(chain.links.map(({ id, kind }) => [id, kind as string]));
  const top = topOf(verdict);
  const truth = one.truths.find(({ link }) => link !== null && link === top.link);
  return {
    seed,
    kind: one.kind,
    links: chain.links.length,
    series: series.length,
    events: events.length,
    truths: one.truths.map(({ link, mechanism, condition }) => {
      const keys = [...(telling.get(condition.at) ?? [])]
        .filter(([, looks]) => looks >= moreThanChance)
        .map(([key]) => key);
      return {
        link,
        kind: kindOf.get(condition.at) ?? 'undeclared',
        mechanism,
        telling: keys.length,
        own: keys.some((key) => key.startsWith(`${link}/`)),
      };
    }),
    alike: [...alike(one)],
    status: verdict.status,
    headline: verdict.headline,
    blamed: verdict.culprits.map(({ link, mode, linkProbability: p }) => ({ link, mode, p })),
    top,
    answer: answerOf(
      verdict,
      top,
      one.truths.map(({ link }) => link),
    ),
    modeRight: truth?.modes.includes(top.mode ?? '') ?? false,
    rivals: {
      first: firstFailing(chain, rows),
      deepest: deepestFailing(chain, rows),
      votes: mostVotes(rows),
      score: score(rows)[0] ?? null,
      flock: flock(rows)[0] ?? null,
    },
  };
}

function topOf(verdict: Verdict): Outcome['top'] {
  const [culprit] = verdict.culprits;
  if (culprit) return { link: culprit.link, mode: culprit.mode, p: culprit.linkProbability };
  const likeliest = verdict.links.reduce<{ link: LinkId | null; probability: number }>(
    (best, one) => (one.probability > best.probability ? one : best),
    { link: null, probability: 0 },
  );
  const mode = verdict.hypotheses
    .flatMap(({ faults }) => (faults.length === 1 ? faults : []))
    .find(({ link }) => link === likeliest.link)?.mode;
  return { link: likeliest.link, mode: mode ?? null, p: likeliest.probability };
}

function answerOf(
  verdict: Verdict,
  top: Outcome['top'],
  truths: readonly (LinkId | null)[],
): Outcome['answer'] {
  const answers = [
    { what: 'none', p: verdict.noFaultProbability, isRight: truths.length === 0 },
    { what: 'outside', p: verdict.outsideProbability, isRight: truths.includes(null) },
    { what: top.link ?? 'none', p: top.p, isRight: top.link !== null && truths.includes(top.link) },
  ];
  return answers.reduce((best, one) => (one.p > best.p ? one : best));
}
