import type { Clock } from '../../src/platform/clock.ts';
import type { PrometheusApi, Refusal } from './api.ts';
import { refused } from './api.ts';
import { seriesOf } from './result.ts';

export interface ServerTime {
  readonly kind: 'time';
  /** The instant at which the server evaluated, in seconds since the epoch: everything else is asked of it. */
  readonly atSeconds: number;
  /** Milliseconds that the server's clock is ahead of ours; negative where it is behind. */
  readonly aheadMs: number;
  /** The server answered somewhere within the exchange: the difference is known no better than this. */
  readonly uncertainMs: number;
}

/** Asks the server what time it is. */
export async function serverTime(api: PrometheusApi, clock: Clock): Promise<ServerTime | Refusal> {
  const beganMs = clock.now();
  const startMs = clock.monotonic();
  const result = seriesOf(await api.get('query', { query: 'time()' }));
  const tookMs = clock.monotonic() - startMs;
  if (result.kind === 'refused') return result;
  const atSeconds = result.series[0]?.samples[0]?.value ?? Number.NaN;
  if (!Number.isFinite(atSeconds)) return refused('prometheus.malformed', 'time() is no time');
  const middleMs = beganMs + tookMs / 2;
  return {
    kind: 'time',
    atSeconds,
    // JSON knows no negative zero.
    aheadMs: Math.round(atSeconds * 1_000 - middleMs) + 0,
    uncertainMs: Math.ceil(tookMs / 2),
  };
}
