import { setTimeout as sleep } from 'node:timers/promises';
import type { Inference } from '../../events/types.ts';
import type { Layout } from '../layout.ts';
import { seededRandom } from '../random.ts';
import { type Answer, Asker } from './ask.ts';
import { type Caller, callers, type ModelName } from './callers.ts';
import { InFlightLimit } from './in-flight.ts';
import { endingOf, inferencesOf } from './inferences.ts';
import { Questions } from './questions.ts';

/** From this rate on clients keep their connections, as those do that ask often. */
const KEEPING_RATE = 20;
/** Milliseconds after which an answer is late: no caller asks for one that takes a steady engine a third of that. */
const LATE_MS = 1_500;
/** Milliseconds before the first repetition; twice as long before each further one. */
const RETRY_MS = 150;

export interface TrafficOptions {
  /** Requests a second, on average: they come by chance, as people do. */
  readonly rate: number;
  /** The same seed asks the same questions in the same order. Default 1. */
  readonly seed?: number;
  readonly onInference: (inference: Inference) => void;
}

export interface Traffic {
  /** Requests begun, and those left out because too many were on their way. */
  counters(): { readonly asked: number; readonly leftOut: number };
  /** Cuts off what is on its way, of which nothing is told: nobody lost it. */
  stop(): Promise<void>;
}

/** Agents and teams that ask the sandbox's models, for real. */
export function startTraffic(layout: Layout, options: TrafficOptions): Traffic {
  const { rate, seed = 1, onInference } = options;
  const random = seededRandom(seed);
  const asker = new Asker(layout, rate > KEEPING_RATE);
  const asking = callers.map((caller) => ({ caller, questions: new Questions(caller) }));
  const inFlight = new Set<Promise<void>>();
  const bound = new InFlightLimit();
  const stopped = new AbortController();
  const prefix = `sandbox:${Date.now().toString(36)}-${process.pid}`;
  let asked = 0;
  let leftOut = 0;

  const begin = (): void => {
    const { caller, questions } = drawn(asking, random);
    const prompt = questions.next(random);
    const leaves = random() < caller.impatience;
    const question = { prompt, seed: Math.floor(random() * 2 ** 31), leaves };
    if (inFlight.size >= bound.limit) {
      leftOut += 1;
      return;
    }
    asked += 1;
    const request = `${prefix}-${asked}`;
    const hear = (one: Inference) => {
      bound.answered(isTooLate(one), performance.now());
      onInference(one);
    };
    const done = answerOne(asker, caller, request, question, stopped.signal, hear).finally(() =>
      inFlight.delete(done),
    );
    inFlight.add(done);
  };

  let nextMs = performance.now();
  const timer = setInterval(
    () => {
      // Late after a busy moment, it catches up on a second at most.
      nextMs = Math.max(nextMs, performance.now() - 1_000);
      while (nextMs <= performance.now()) {
        begin();
        nextMs += (-Math.log(1 - random()) * 1_000) / rate;
      }
    },
    Math.min(100, Math.max(5, 250 / rate)),
  );
  return {
    counters: () => ({ asked, leftOut }),
    stop: async () => {
      clearInterval(timer);
      stopped.abort();
      asker.close();
      await Promise.all(inFlight);
    },
  };
}

interface Asked {
  readonly prompt: string;
  readonly seed: number;
  readonly leaves: boolean;
}

/** One request with its repetitions, and another model at last. */
async function answerOne(
  asker: Asker,
  caller: Caller,
  request: string,
  { prompt, seed, leaves }: Asked,
  signal: AbortSignal,
  onInference: (inference: Inference) => void,
): Promise<void> {
  const models: ModelName[] = Array.from({ length: caller.retries + 1 }, () => caller.model);
  if (caller.fallback) models.push(caller.fallback);
  for (const [number, model] of models.entries()) {
    if (number > 0) {
      await sleep(RETRY_MS * 2 ** (number - 1), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
    }
    const { maxTokens, temperature } = caller;
    const leavesAfter = leaves ? 3 : null;
    const answer = await asker.ask({ model, prompt, maxTokens, temperature, seed, leavesAfter });
    if (signal.aborted) return;
    for (const one of inferencesOf({ caller, model, request, number }, answer)) onInference(one);
    if (!mayPass(answer)) return;
  }
}

/** None came in time, or one so late that more of them would not. */
function isTooLate({ error, outcome, durationMs }: Inference): boolean {
  return error === 'timeout' || (outcome === 'ok' && durationMs > LATE_MS);
}

/** Failures after which clients try again: no answer, a broken one, too much, or the server's own. */
function mayPass(answer: Answer): boolean {
  if (endingOf(answer).outcome !== 'failed') return false;
  const { status } = answer;
  return status === null || status < 400 || status === 429 || status >= 500;
}

function drawn<T extends { readonly caller: Caller }>(all: readonly T[], random: () => number): T {
  let rest = random() * all.reduce((sum, { caller }) => sum + caller.weight, 0);
  const found = all.find(({ caller }) => {
    rest -= caller.weight;
    return rest < 0;
  });
  return found ?? (all[0] as T);
}
