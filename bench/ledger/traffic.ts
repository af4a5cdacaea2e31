import { account } from '../../src/attribution/accounting/account.ts';
import type { Dispute } from '../../src/attribution/accounting/disputes.ts';
import type { Accounted, Cost, PartyId, Share } from '../../src/attribution/types.ts';
import type { Inference } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';

/**
 * Random traffic that needs no memory: everything of an attempt follows from the seed and its number, so
 * events are numbers and can be told in any order. Each attempt is told of at up to three levels of knowledge:
 * 0 a snapshot of its stream, 1 its end, 2 what was learned later (more tokens, another attempt, a bill).
 */
export type Level = 0 | 1 | 2;

const models = ['acme-70b', 'acme-7b', 'vendor-large', 'vendor-small', 'embedder'];
const links = ['gpu-1', 'gpu-2', 'vendor-a', 'vendor-b'];
const consumers = ['team-a', 'team-b', 'agent-c', 'agent-d', 'agent-e'].map(
  (name) => safe`${name}`,
);
const environments = [safe`production`, safe`staging`];
/** Attempts of one request stand side by side: this many numbers belong together. */
const GROUP = 8;
const BEGAN_MS = Date.parse('2026-11-01T00:00:00.000Z');
const SPAN_MS = 20 * 24 * 3_600_000;

/** What is true of an attempt, whatever was told of it. */
export interface Truth {
  readonly outcome: Inference['outcome'];
  readonly used: boolean;
  readonly attempts: number;
  readonly currency: string;
  readonly nanos: bigint;
  readonly billed: Inference['billed'];
  readonly shares: readonly Share[];
  readonly model: string;
}

export type Known = Omit<Accounted, 'entry'> & { readonly shares: readonly Share[] };

/** A number from 0 to 2³² − 1 that seed, attempt and purpose decide. */
function draw(seed: number, attempt: number, purpose: number): number {
  let x = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(attempt + 1, 0xc2b2ae35);
  x = Math.imul(x ^ (x >>> 15) ^ Math.imul(purpose + 1, 0x27d4eb2f), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return (x ^ (x >>> 15)) >>> 0;
}

export class Traffic {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** What is known at a level; level 1 knows of one attempt alone, and of half of the tokens. */
  truth(attempt: number, level: Level): Truth {
    const at = (purpose: number) => draw(this.#seed, attempt, purpose);
    const group = this.#groupOf(attempt);
    const whole = BigInt(at(1) % 50_000_000) + 1n;
    const roll = at(2) % 100;
    const outcome = roll < 88 ? 'ok' : roll < 95 ? 'failed' : 'aborted';
    return {
      outcome,
      used: outcome === 'ok' && (level < 2 || this.#isLastOk(attempt, group)),
      attempts: level < 2 ? 1 : group.size,
      currency: at(3) % 10 === 0 ? 'EUR' : 'USD',
      nanos: level < 2 && at(4) % 4 === 0 ? whole / 2n : whole,
      billed: outcome === 'ok' ? 'yes' : this.#billed(at(5), outcome, level),
      shares: sharesOf(at),
      model: models[at(6) % models.length] ?? '',
    };
  }

  /** What the live path has at hand when it accounts for an attempt. */
  known(attempt: number, level: Level): Known {
    const truth = this.truth(attempt, level);
    const { attempts, used, shares, nanos, currency } = truth;
    const inference = this.#inference(attempt, level, truth);
    const cost: Cost = { kind: 'known', nanos, currency, basis: 'price table', prices, parts: [] };
    return { inference, attempts, used, cost, shares };
  }

  accounted(attempt: number, level: Level): Accounted {
    return accountFor(this.known(attempt, level));
  }

  /** A dispute about the first who earns from it, opened and then perhaps resolved. */
  dispute(attempt: number, resolved: boolean): Dispute {
    const party = this.truth(attempt, 2).shares[0]?.party ?? 'unattributed';
    const to: PartyId = draw(this.#seed, attempt, 7) % 2 === 0 ? party : 'contributor:claimant';
    return {
      id: `d-${attempt}`,
      attempt: idOf(attempt),
      party,
      reason: safe`copied`,
      opened: '2026-11-21T00:00:00.000Z',
      resolved: resolved ? { at: '2026-11-22T00:00:00.000Z', to } : null,
    };
  }

  #billed(roll: number, outcome: string, level: Level): Inference['billed'] {
    if (outcome === 'failed') return roll % 2 === 0 ? 'no' : 'yes';
    return level === 2 && roll % 3 > 0 ? 'yes' : 'unknown';
  }

  /** The first and the number of the attempts of its request: most have one. */
  #groupOf(attempt: number): { readonly first: number; readonly size: number } {
    const base = attempt - (attempt % GROUP);
    const retried = draw(this.#seed, base, 8) % GROUP;
    return attempt - base < retried ? { first: base, size: retried } : { first: attempt, size: 1 };
  }

  #isLastOk(attempt: number, { first, size }: { first: number; size: number }): boolean {
    for (let later = attempt + 1; later < first + size; later += 1) {
      if (draw(this.#seed, later, 2) % 100 < 88) return false;
    }
    return true;
  }

  #inference(attempt: number, level: Level, truth: Truth): Inference {
    const at = (purpose: number) => draw(this.#seed, attempt, purpose);
    const startMs = BEGAN_MS + (at(9) / 2 ** 32) * SPAN_MS;
    return {
      link: links[at(10) % links.length] ?? '',
      model: truth.model,
      responseModel: truth.model,
      request: `request-${this.#groupOf(attempt).first}`,
      attempt: idOf(attempt),
      source: 'otlp',
      operation: 'chat',
      outcome: truth.outcome,
      used: null,
      final: level > 0,
      error: truth.outcome === 'failed' ? '500' : null,
      startedAt: new Date(Math.floor(startMs)).toISOString(),
      durationMs: 500 + level,
      firstTokenMs: 100,
      promptTokens: 1_000 + level,
      cacheReadTokens: null,
      cacheWriteTokens: null,
      cacheWriteHourTokens: null,
      completionTokens: 100 * (level + 1),
      reasoningTokens: null,
      billed: truth.billed,
      costNanos: null,
      currency: null,
      consumer: consumers[at(11) % consumers.length] ?? null,
      environment: environments[at(12) % 2] ?? null,
      adapter: null,
      path: [],
      citations: [],
      output: null,
    };
  }
}

export function accountFor({ inference, attempts, used, cost, shares }: Known): Accounted {
  const entry = account(inference, attempts, used, cost, shares);
  return { inference, attempts, used, cost, entry };
}

const prices = { id: 'bench', hash: '0'.repeat(64), date: '2026-11-01' };

function idOf(attempt: number): string {
  return `vendor:r-${attempt}`;
}

/** Two to six who earn, from one of them hardly anything to all of it, the rest unattributed. */
function sharesOf(at: (purpose: number) => number): readonly Share[] {
  let left = 1_000_000;
  return Array.from({ length: 2 + (at(13) % 5) }, (_, index) => {
    const ppm = at(20 + index) % (Math.floor(left / 2) + 1);
    left -= ppm;
    const party: PartyId = index === 0 ? 'platform:acme' : `contributor:${at(30 + index) % 200}`;
    return { party, ppm, method: 'longest-suffix', evidence: 'declared' };
  });
}
