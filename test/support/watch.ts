import type { Chain } from '../../src/chain/types.ts';
import { createEngine, type Engine } from '../../src/diagnosis/engine.ts';
import type { Observation, WeaklinkEvent } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import { keyOf, type Series } from './looks.ts';

/** What one look took, in milliseconds; whatever is not told is unknown. */
export interface Times {
  readonly wait: number;
  readonly server?: number;
  readonly upstream?: number;
  readonly token?: number;
}

/** Plays looks that are all right and take their time. */
export class Watch {
  readonly engine: Engine;
  nowMs = Date.parse('2026-01-01T00:00:00.000Z');
  private count = 0;
  readonly series: readonly Series[];

  constructor(chain: Chain, series: readonly Series[]) {
    this.engine = createEngine(chain);
    this.series = series;
  }

  /** One round of looks, a second long. */
  round(times: (key: string) => Times, more: (key: string) => Partial<Observation> = () => ({})) {
    for (const one of this.series) this.emit(one, times(keyOf(one)), more(keyOf(one)));
    this.nowMs += 1_000;
  }

  private emit(series: Series, times: Times, more: Partial<Observation>): void {
    this.count += 1;
    const { wait, server, upstream, token } = times;
    const durationMs = wait + (token ?? 0);
    const measures = [
      { name: 'http.server', value: server, unit: 'ms' },
      { name: 'http.upstream', value: upstream, unit: 'ms' },
      { name: 'llm.first_token', value: token === undefined ? undefined : durationMs, unit: 'ms' },
    ].flatMap(({ value, ...of }) => (value === undefined ? [] : [{ ...of, value }]));
    const data: Observation = {
      link: series.link,
      probe: series.probe,
      stream: keyOf(series),
      vantage: 'local',
      reach: series.reach,
      ...(series.model ? { model: series.model } : {}),
      outcome: 'ok',
      symptom: null,
      alsoSeen: [],
      summary: safe`200 in ${Math.round(durationMs)} ms`,
      startedAt: new Date(this.nowMs).toISOString(),
      durationMs,
      phases: { wait, ...(token === undefined ? {} : { first_token: token }), total: durationMs },
      measures,
      facts: {},
      evidence: [],
      command: safe`look`,
      ...more,
    };
    const time = new Date(this.nowMs + Math.ceil(durationMs)).toISOString();
    const id = String(this.count).padStart(8, '0');
    const event = { specversion: '1.0', id, source: '/test', type: 'weaklink.observation', time };
    this.engine.accept({ ...event, data } as WeaklinkEvent);
  }
}
