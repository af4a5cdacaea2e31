import { pause } from '../pause.ts';
import type { LiveToxic } from '../toxic.ts';
import type { Behaviour, Way } from './toxics/behaviour.ts';
import { behaviourOf } from './toxics/registry.ts';

/** One toxic in force on one direction of one connection. */
export interface ToxicOnWay {
  readonly toxic: LiveToxic;
  readonly behaviour: Behaviour<unknown>;
  readonly attributes: unknown;
  readonly way: Way;
}

/** What a toxic may do to its connection. */
export interface Ends {
  readonly closed: AbortSignal;
  readonly bothEnded: AbortSignal;
  close(): void;
  reset(): void;
}

export function putOnWay(toxic: LiveToxic, { closed, bothEnded, close, reset }: Ends): ToxicOnWay {
  const { removed, attributes, type } = toxic;
  let hasLost = false;
  const way: Way = {
    removed,
    closed,
    bothEnded,
    passedBytes: 0,
    pause: (ms) => pause(ms, removed, closed),
    close,
    reset,
    lose: () => {
      if (hasLost) return;
      hasLost = true;
      removed.addEventListener('abort', close, { once: true });
      closed.addEventListener('abort', () => removed.removeEventListener('abort', close), {
        once: true,
      });
    },
  };
  return { toxic, behaviour: behaviourOf(type), attributes, way };
}
