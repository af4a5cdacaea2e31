import { Fifo } from '../../events/fifo.ts';
import type { Inference } from '../../events/types.ts';
import { instantMs } from '../../platform/instant.ts';
import { same } from './join.ts';
import { rankOf } from './ranks.ts';
import { type Disputed, disputesOf, resolve } from './resolve.ts';
import { addTo, newTelling, type Telling } from './telling.ts';
import { usedOf } from './used.ts';

/** Attempts remembered; some 1.5 kB each without their answers. */
const MAX_ATTEMPTS = 200_000;
/** Characters of answers remembered for all of them: they are needed once, soon after. */
const MAX_OUTPUT_CHARACTERS = 32_000_000;
/** Milliseconds of event time that an attempt keeps its answer, path and citations: late gateways' logs. */
const WINDOW_MS = 3_600_000;
/** Attempts of one request that are told anew when only their number changed. */
const MAX_RETOLD = 64;

/** An attempt with all that was told of it merged, and its standing among those of its request. */
export interface AttemptNews {
  readonly inference: Inference;
  /** Attempts of the same request known so far, this one among them. */
  readonly attempts: number;
  /** Whether its answer is the one that the request was given. */
  readonly used: boolean;
  /** It replaces earlier news of the same attempt: whoever accounts for it posts the difference. */
  readonly correction: boolean;
  /** It is older than everything remembered: earlier news of it may have been forgotten. */
  readonly uncertain: boolean;
  readonly disputes: readonly Disputed[];
}

export interface AttemptBookOptions {
  readonly maxAttempts?: number;
  readonly maxOutputCharacters?: number;
  readonly windowMs?: number;
  /** Given each attempt that is forgotten, as it stands: who sums up needs it once more. */
  readonly onForget?: (news: AttemptNews) => void;
}

interface Attempt {
  /** Most believed first. */
  readonly tellings: Telling[];
  request: Request;
  merged: Inference;
  disputes: readonly Disputed[];
  used: boolean;
  /** What `attempts` said when it was last told. */
  told: number;
  uncertain: boolean;
  slim: boolean;
}

interface Request {
  readonly name: string;
  readonly attempts: Attempt[];
  /** Attempts that were forgotten; they were attempts all the same. */
  forgotten: number;
}

/**
 * Brings together what several sources tell of the same attempts, in any order and any number of times,
 * and the attempts of one request. The book holds the same in the end whatever the order was, as long
 * as it remembers: the oldest are forgotten first, and what comes after that is told as `uncertain`.
 * Pure: its only clock is the time in what it is told.
 */
export class AttemptBook {
  readonly #maxAttempts: number;
  readonly #maxOutput: number;
  readonly #windowMs: number;
  readonly #onForget: (news: AttemptNews) => void;
  readonly #attempts = new Map<string, Attempt>();
  readonly #requests = new Map<string, Request>();
  /** In the order in which they came. Those whose answer is still there, then the others. */
  readonly #full = new Fifo<Attempt>();
  readonly #slim = new Fifo<Attempt>();
  #outputCharacters = 0;
  #watermarkMs = Number.NEGATIVE_INFINITY;
  #forgottenMs = Number.NEGATIVE_INFINITY;
  #forgotten = 0;

  constructor(options: AttemptBookOptions = {}) {
    this.#maxAttempts = options.maxAttempts ?? MAX_ATTEMPTS;
    this.#maxOutput = options.maxOutputCharacters ?? MAX_OUTPUT_CHARACTERS;
    this.#windowMs = options.windowMs ?? WINDOW_MS;
    this.#onForget = options.onForget ?? (() => {});
  }

  /** Attempts remembered. */
  get size(): number {
    return this.#attempts.size;
  }

  /** Attempts forgotten to stay within bounds. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** @returns each attempt of which this changes anything, itself first; nothing for a repetition */
  take(told: Inference): readonly AttemptNews[] {
    const known = this.#attempts.get(told.attempt);
    if (known === undefined) return this.#begin(told);
    if (!tell(known, told)) return nothing;
    const before = known.merged;
    known.merged = resolve(known.tellings);
    const disputes = disputesOf(known.tellings, known.merged);
    const changed = !same(before, known.merged) || !sameDisputes(disputes, known.disputes);
    known.disputes = disputes;
    this.#outputCharacters += outputOf(known.merged) - outputOf(before);
    if (!changed) return nothing;
    const news = this.#regroup(known, before.request !== known.merged.request);
    this.#tidy();
    return news;
  }

  /** What is remembered, by key of the attempt. */
  get(attempt: string): AttemptNews | undefined {
    const known = this.#attempts.get(attempt);
    return known && newsOf(known, true);
  }

  /** All that is remembered, in the order of their keys. */
  all(): readonly AttemptNews[] {
    const keys = [...this.#attempts.keys()].sort();
    return keys.flatMap((key) => this.get(key) ?? []);
  }

  /** Every attempt whose final tellings differ. */
  disputed(): readonly AttemptNews[] {
    return this.all().filter(({ disputes }) => disputes.length > 0);
  }

  #begin(told: Inference): readonly AttemptNews[] {
    const tellings = [newTelling(told)];
    const merged = resolve(tellings);
    const startedMs = instantMs(merged.startedAt);
    const attempt: Attempt = {
      tellings,
      request: this.#request(merged.request),
      merged,
      disputes: disputesOf(tellings, merged),
      used: false,
      told: 0,
      uncertain: startedMs <= this.#forgottenMs,
      slim: false,
    };
    this.#attempts.set(told.attempt, attempt);
    attempt.request.attempts.push(attempt);
    this.#full.push(attempt);
    this.#outputCharacters += outputOf(merged);
    this.#watermarkMs = Math.max(this.#watermarkMs, startedMs);
    const news = this.#standing(attempt.request, attempt);
    this.#tidy();
    return news;
  }

  #request(name: string): Request {
    const known = this.#requests.get(name);
    if (known) return known;
    const request: Request = { name, attempts: [], forgotten: 0 };
    this.#requests.set(name, request);
    return request;
  }

  #regroup(attempt: Attempt, moved: boolean): readonly AttemptNews[] {
    if (!moved) return this.#standing(attempt.request, attempt);
    const left = attempt.request;
    this.#leave(attempt);
    attempt.request = this.#request(attempt.merged.request);
    attempt.request.attempts.push(attempt);
    return [...this.#standing(attempt.request, attempt), ...this.#standing(left, null)];
  }

  #leave(attempt: Attempt): void {
    const { name, attempts } = attempt.request;
    attempts.splice(attempts.indexOf(attempt), 1);
    if (attempts.length === 0) this.#requests.delete(name);
  }

  /** Decides anew which attempt of a request was used. `changed` is told in any case. */
  #standing(request: Request, changed: Attempt | null): readonly AttemptNews[] {
    const { attempts } = request;
    const count = countOf(request);
    if (count === 1 && changed !== null) {
      const { used, outcome } = changed.merged;
      changed.used = used ?? outcome === 'ok';
      return [tellAnew(changed)];
    }
    const used = usedOf(attempts.map(({ merged }) => merged));
    const news: AttemptNews[] = [];
    for (const attempt of attempts) {
      const isUsed = used.has(attempt.merged.attempt);
      const counts = attempt.told !== count && count <= MAX_RETOLD;
      if (attempt !== changed && attempt.used === isUsed && !counts) continue;
      attempt.used = isUsed;
      if (attempt === changed) news.unshift(tellAnew(attempt));
      else news.push(tellAnew(attempt));
    }
    return news;
  }

  /** Lets go of answers, then of whole attempts, the oldest first. */
  #tidy(): void {
    const openMs = this.#watermarkMs - this.#windowMs;
    while (this.#full.length > 0) {
      const oldest = this.#full.peek();
      const isOld = oldest !== undefined && instantMs(oldest.merged.startedAt) < openMs;
      if (!isOld && this.#outputCharacters <= this.#maxOutput) break;
      this.#full.shift();
      if (oldest) this.#slimDown(oldest);
    }
    while (this.#attempts.size > this.#maxAttempts) {
      const oldest = this.#slim.shift() ?? this.#full.shift();
      if (!oldest) break;
      this.#forget(oldest);
    }
  }

  #slimDown(attempt: Attempt): void {
    this.#outputCharacters -= outputOf(attempt.merged);
    attempt.slim = true;
    for (const telling of attempt.tellings) telling.inference = slim(telling.inference);
    attempt.merged = slim(attempt.merged);
    this.#slim.push(attempt);
  }

  #forget(attempt: Attempt): void {
    this.#onForget(newsOf(attempt, true));
    this.#outputCharacters -= outputOf(attempt.merged);
    this.#attempts.delete(attempt.merged.attempt);
    this.#leave(attempt);
    attempt.request.forgotten += 1;
    this.#forgottenMs = Math.max(this.#forgottenMs, instantMs(attempt.merged.startedAt));
    this.#forgotten += 1;
  }
}

const nothing: readonly AttemptNews[] = [];

/** @returns whether that was anything new */
function tell({ tellings, slim: isSlim }: Attempt, told: Inference): boolean {
  const kept = isSlim ? slim(told) : told;
  const rank = rankOf(kept);
  const same = tellings.find((telling) => telling.rank === rank);
  if (same) return addTo(same, kept);
  tellings.push(newTelling(kept));
  tellings.sort((a, b) => a.rank - b.rank);
  return true;
}

function countOf({ attempts, forgotten }: Request): number {
  return attempts.length + forgotten;
}

function sameDisputes(a: readonly Disputed[], b: readonly Disputed[]): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function tellAnew(attempt: Attempt): AttemptNews {
  const news = newsOf(attempt, attempt.told > 0);
  attempt.told = countOf(attempt.request);
  return news;
}

function newsOf(attempt: Attempt, correction: boolean): AttemptNews {
  const { merged, request, used, uncertain, disputes } = attempt;
  return {
    inference: merged,
    attempts: countOf(request),
    used,
    correction,
    uncertain,
    disputes,
  };
}

/** Without what only the first news of it need. */
function slim(inference: Inference): Inference {
  const { output, path, citations } = inference;
  if (output === null && path.length === 0 && citations.length === 0) return inference;
  return { ...inference, output: null, path: [], citations: [] };
}

function outputOf({ output }: Inference): number {
  return output?.length ?? 0;
}
