import type { Chain, LinkId, ProbePlan, Reach } from '../../src/chain/types.ts';

/** How one link behaves: drawn at random once, so that no two gateways fail alike. */
export interface Manners {
  /** Median time of its own work on a request, ms. */
  readonly workMs: number;
  /** Median time of its own work on a health check, ms. */
  readonly healthMs: number;
  /** How long it waits for what it calls before it gives up, ms. */
  readonly patienceMs: number;
  /** How long it tries to connect to what it calls, ms. */
  readonly connectPatienceMs: number;
  /** What it answers when what it calls cannot be reached. */
  readonly whenUnreachable: 500 | 502 | 503;
  /** What it answers when what it calls takes too long; `drop` closes its caller's connection. */
  readonly whenLate: 502 | 503 | 504 | 'drop';
  /** Hands on answers of the class 5xx as they are; else they become `whenUnreachable`. */
  readonly passesErrors: boolean;
  /** Hands on refusals of the class 4xx as they are; else they become `whenUnreachable`. */
  readonly passesRefusals: boolean;
  /** When it tries another replica. */
  readonly retries: 'never' | 'unreachable' | 'errors';
  /** Takes a replica out of rotation whose health check fails. */
  readonly ejects: boolean;
  /** Checks the certificates of what it calls. */
  readonly verifies: boolean;
  /** Its health check asks what it needs as well, one step deep. */
  readonly deepHealth: boolean;
  /** Its health check queues behind its requests, so it is slow when they are. */
  readonly healthShares: boolean;
  /** An inference server whose GPU fails. */
  readonly withoutGpu: 'error' | 'hang' | 'exit';
  /** It writes to the disk of its host on every request. */
  readonly writes: boolean;
  /** What a failing store does to it: errors, nothing (it has a copy), or wrong answers. */
  readonly withoutStore: 'error' | 'copy' | 'wrong';
}

/** A series of looks that somebody has set up. */
export interface Series {
  readonly key: string;
  readonly link: LinkId;
  readonly plan: ProbePlan;
  readonly reach: Reach;
  readonly model: string | null;
  /** Part of the interval after which it looks first, 0…1. */
  readonly offset: number;
  /** Calls an answer slow that takes this many times the usual; null: nobody set a limit. */
  readonly slowFrom: number | null;
}

/** Everything that is fixed before anything breaks. */
export interface World {
  readonly chain: Chain;
  readonly manners: ReadonlyMap<LinkId, Manners>;
  readonly series: readonly Series[];
  readonly intervalMs: number;
  /** Things that exist and that nobody declared: what each of them carries. */
  readonly undeclared: ReadonlyMap<string, readonly LinkId[]>;
}
