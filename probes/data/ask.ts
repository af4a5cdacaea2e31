import type { Duplex } from 'node:stream';
import type { PhaseClock } from '../network/phase-clock.ts';
import { race } from '../network/race.ts';
import type { StoreFailure } from './finding.ts';
import type { Guard } from './guard.ts';

export type Asked<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'failure'; readonly failure: StoreFailure };

/** A connection to a store under way, and how its client's errors are read. */
export interface Line {
  readonly stream: Duplex;
  readonly guard: Guard;
  readonly time: PhaseClock;
  failureOf(error: unknown): StoreFailure;
}

/** One question through a store's client, within what is left of the look; never throws. */
export async function ask<T>(line: Line, question: () => Promise<T>): Promise<Asked<T>> {
  const { stream, guard, time } = line;
  const asked = await time.time('wait', () =>
    race<Asked<T>>(time.limits('wait'), (settle) => {
      const fail = (error: unknown): void => {
        const failure: StoreFailure =
          guard.breach === null
            ? line.failureOf(error)
            : { symptom: 'store.malformed', detail: guard.breach };
        settle({ kind: 'failure', failure });
      };
      // Clients differ in whether they tell of the end of a connection; the stream always does.
      const ended = (): void => fail(stream.errored ?? new Error('connection ended'));
      stream.once('close', ended);
      if (stream.destroyed) ended();
      else question().then((value) => settle({ kind: 'answer', value }), fail);
      return () => {
        stream.off('close', ended);
      };
    }),
  );
  if (typeof asked === 'object') return asked;
  const failure: StoreFailure =
    asked === 'cancelled'
      ? { symptom: 'self.cancelled', detail: 'cancelled' }
      : { symptom: 'store.timeout', detail: 'connected, and no answer in time' };
  return { kind: 'failure', failure };
}
