import type { LinkId } from '../../chain/types.ts';
import type { Verdict } from '../../events/verdict.ts';
import type { Expectation, RootCause, VerdictMark } from '../types.ts';
import { answersOf, isRight } from './right.ts';
import { VerdictMarks } from './verdict-marks.ts';

/** The diagnosis at the moment before a fault ends, when it knows most. */
export interface Judgement {
  /** Root causes in force then; where nobody can tell, all who may be the cause. */
  readonly causes: readonly RootCause[];
  /** Null: nothing had been judged yet. */
  readonly verdict: Verdict | null;
  /** From the first fault of its group to the verdict that stayed right; null: it was not right. */
  readonly rightAfterMs: number | null;
}

/** Faults whose times overlap: they are judged together. */
interface Group {
  readonly startMs: number;
  readonly links: Set<LinkId>;
  readonly active: Set<string>;
  /** Since when the verdict has been right without a break. */
  rightSinceMs: number | null;
  /** A fault began since the last judgement. */
  isOpen: boolean;
}

/**
 * Follows one run: told of every fault that begins or ends and of every verdict, in the order of
 * time, each at its offset in milliseconds.
 */
export class Scoreboard {
  readonly judgements: Judgement[] = [];
  readonly #expected: Expectation;
  readonly #faultLinks: ReadonlySet<LinkId>;
  readonly #marks = new VerdictMarks();
  #group: Group | null = null;
  #last: Verdict | null = null;
  #firstFaultMs: number | null = null;
  #detectedMs: number | null = null;
  readonly #falseAlarms: Verdict[] = [];
  #faultVerdicts = 0;

  /** @param faultLinks all links that faults of the scenario harm */
  constructor(expected: Expectation, faultLinks: Iterable<LinkId>) {
    this.#expected = expected;
    this.#faultLinks = new Set(faultLinks);
  }

  get marks(): readonly VerdictMark[] {
    return this.#marks.from(this.#firstFaultMs ?? 0);
  }

  get last(): Verdict | null {
    return this.#last;
  }

  /** From the first fault to the first verdict that is not healthy. */
  get timeToDetectMs(): number | null {
    if (this.#detectedMs === null || this.#firstFaultMs === null) return null;
    return this.#detectedMs - this.#firstFaultMs;
  }

  /** Times that a verdict turned to fault before anything was broken, or in a healthy scenario. */
  get falseAlarms(): number {
    return this.#falseAlarms.length;
  }

  /** The verdicts that did. */
  get falseVerdicts(): readonly Verdict[] {
    return this.#falseAlarms;
  }

  /** Times that a verdict turned to fault at all. */
  get faultVerdicts(): number {
    return this.#faultVerdicts;
  }

  verdict(atMs: number, verdict: Verdict): void {
    this.#marks.add(atMs, verdict);
    this.#countAlarms(verdict);
    this.#last = verdict;
    if (this.#firstFaultMs !== null && verdict.status !== 'healthy') this.#detectedMs ??= atMs;
    const group = this.#group;
    if (!group?.isOpen) return;
    const right = isRight(verdict, this.#expected.verdict, this.#causesOf(group));
    group.rightSinceMs = right ? (group.rightSinceMs ?? atMs) : null;
  }

  faultBegins(atMs: number, name: string, link: LinkId): void {
    this.#firstFaultMs ??= atMs;
    this.#group ??= {
      startMs: atMs,
      links: new Set(),
      active: new Set(),
      rightSinceMs: null,
      isOpen: true,
    };
    const group = this.#group;
    const before = this.#causesOf(group).length;
    group.links.add(link);
    group.active.add(name);
    group.isOpen = true;
    if (this.#causesOf(group).length !== before) group.rightSinceMs = null;
  }

  faultEnds(name: string): void {
    const group = this.#group;
    if (!group?.active.has(name)) return;
    this.#judge(group);
    group.active.delete(name);
    if (group.active.size === 0) this.#group = null;
  }

  /** Nothing more comes: what is still in force is judged now. */
  finish(): void {
    if (this.#group) this.#judge(this.#group);
    this.#group = null;
  }

  #judge(group: Group): void {
    if (!group.isOpen) return;
    group.isOpen = false;
    const causes = this.#causesOf(group);
    // A fault that is no root cause of anything, all alone, asks nothing of the diagnosis.
    if (this.#expected.verdict === 'fault' && causes.length === 0) return;
    const rightAfterMs = group.rightSinceMs === null ? null : group.rightSinceMs - group.startMs;
    this.judgements.push({ causes, verdict: this.#last, rightAfterMs });
  }

  /** Those whose link has been harmed in this group, and those that no fault of the scenario harms. */
  #causesOf({ links }: Group): readonly RootCause[] {
    if (this.#expected.verdict === 'undetermined') return this.#expected.candidates;
    return this.#expected.rootCauses.filter((cause) => {
      const answers = answersOf(cause).map(({ link }) => link);
      const isHarmed = answers.some((link) => link !== null && links.has(link));
      return isHarmed || !answers.some((link) => link !== null && this.#faultLinks.has(link));
    });
  }

  #countAlarms(verdict: Verdict): void {
    if (verdict.status !== 'fault' || this.#last?.status === 'fault') return;
    this.#faultVerdicts += 1;
    const isFalse = this.#firstFaultMs === null || this.#expected.verdict === 'healthy';
    if (isFalse) this.#falseAlarms.push(verdict);
  }
}
