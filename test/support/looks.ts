import type { Chain, Link, Reach } from '../../src/chain/types.ts';
import { createEngine, type Engine } from '../../src/diagnosis/engine.ts';
import type {
  Change,
  Claim,
  Observation,
  Session,
  SourceRecord,
  WeaklinkEvent,
} from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';

/** A series of looks that a test plays by hand. */
export interface Series {
  readonly link: string;
  readonly probe: string;
  readonly name?: string;
  readonly reach: Reach;
  readonly model?: string;
  /** Default `local`. */
  readonly vantage?: string;
}

const emptyLink = { labels: {}, probes: [], needs: [] };

export function link(
  id: string,
  kind: Link['kind'],
  needs: Link['needs'] = [],
  address?: string,
): Link {
  return { ...emptyLink, id, kind, needs, ...(address ? { address } : {}) };
}

/** name → certificate → edge → gateway → router → two replicas on GPUs and a store; and a vendor. */
export const demoChain: Chain = {
  name: 'demo',
  vantages: [],
  models: [
    { id: 'chat', at: 'edge', needs: [{ link: 'router' }] },
    { id: 'vendor-chat', at: 'edge', needs: [{ link: 'vendor' }] },
  ],
  links: [
    link('name', 'dns'),
    link('certificate', 'certificate', [{ link: 'name' }], 'chat.test:443'),
    link(
      'edge',
      'gateway',
      [{ link: 'name' }, { link: 'certificate' }, { link: 'gateway' }],
      'https://chat.test:443/v1',
    ),
    link('gateway', 'gateway'),
    link('router', 'router', [{ anyOf: ['replica-a', 'replica-b'] }]),
    link('replica-a', 'inference-server', [{ link: 'gpu-a' }, { link: 'store' }]),
    link('replica-b', 'inference-server', [{ link: 'gpu-b' }, { link: 'store' }]),
    link('gpu-a', 'gpu'),
    link('gpu-b', 'gpu'),
    link('store', 'store'),
    link('vendor', 'provider'),
  ],
};

const http = (id: string): Series => ({ link: id, probe: 'http', reach: 'access' });
const canary = (id: string, model: string): Series => ({
  link: id,
  probe: 'openai',
  name: `canary-${model}`,
  reach: 'through',
  model,
});
const process = (id: string): Series => ({ link: id, probe: 'process', reach: 'self' });

export const demoSeries: readonly Series[] = [
  { link: 'name', probe: 'dns', reach: 'self' },
  { link: 'certificate', probe: 'tls', reach: 'access' },
  ...['edge', 'gateway', 'router', 'replica-a', 'replica-b', 'store', 'vendor'].flatMap((id) => [
    http(id),
    process(id),
  ]),
  ...['edge', 'gateway', 'router', 'replica-a', 'replica-b'].map((id) => canary(id, 'chat')),
  ...['edge', 'gateway', 'vendor'].map((id) => canary(id, 'vendor-chat')),
  { link: 'gpu-a', probe: 'gpu', reach: 'self' },
  { link: 'gpu-b', probe: 'gpu', reach: 'self' },
];

export function keyOf(series: Series): string {
  return `${series.link}/${series.name ?? series.probe}@${series.vantage ?? 'local'}`;
}

const startMs = Date.parse('2026-01-01T00:00:00.000Z');

/** Plays rounds of looks into an engine, one second a round. */
export class Player {
  readonly engine: Engine;
  readonly events: WeaklinkEvent[] = [];
  nowMs = startMs;
  private count = 0;

  readonly chain: Chain;
  readonly series: readonly Series[];

  constructor(chain: Chain = demoChain, series: readonly Series[] = demoSeries) {
    this.chain = chain;
    this.series = series;
    this.engine = createEngine(chain);
  }

  /**
   * One round: every series shows `ok`, or what `symptoms` says for its key (a function may roll dice).
   *
   * @param servedBy who served a look, by the key of its series
   */
  round(
    symptoms: Readonly<Record<string, string | (() => string)>> = {},
    servedBy: Readonly<Record<string, string>> = {},
  ): void {
    this.series.forEach((series, index) => {
      const entry = symptoms[keyOf(series)];
      const symptom = typeof entry === 'function' ? entry() : (entry ?? 'ok');
      this.emit(series, symptom, this.nowMs + index * 20, servedBy[keyOf(series)]);
    });
    this.nowMs += 1_000;
  }

  /** One look of one series; it takes a fifth of a second. */
  look(series: Series, symptom: string): void {
    this.nowMs += 200;
    this.emit(series, symptom, this.nowMs);
  }

  rounds(count: number, symptoms: Readonly<Record<string, string | (() => string)>> = {}): void {
    for (let i = 0; i < count; i += 1) this.round(symptoms);
  }

  claim(data: Claim): void {
    this.accept({ type: 'weaklink.claim', time: new Date(this.nowMs).toISOString(), data });
  }

  change(data: Change): void {
    this.accept({ type: 'weaklink.change', time: new Date(this.nowMs).toISOString(), data });
  }

  /** Begins the session with what the journal taught about the sources of claims. */
  sources(sources: readonly SourceRecord[]): void {
    const data = { version: '0', chain: this.chain, sources };
    this.accept({ type: 'weaklink.session', time: new Date(this.nowMs).toISOString(), data });
  }

  private emit(series: Series, symptom: string, atMs: number, servedBy?: string): void {
    const time = new Date(atMs).toISOString();
    const data: Observation = {
      link: series.link,
      probe: series.probe,
      stream: keyOf(series),
      vantage: series.vantage ?? 'local',
      reach: series.reach,
      ...(series.model ? { model: series.model } : {}),
      outcome: symptom === 'ok' ? 'ok' : symptom.startsWith('self.') ? 'unknown' : 'failed',
      symptom: symptom === 'ok' ? null : symptom,
      alsoSeen: [],
      summary: safe`${symptom}`,
      startedAt: new Date(atMs - 10).toISOString(),
      durationMs: 10,
      phases: {},
      measures: [],
      facts: {},
      evidence: [],
      command: safe`look at ${series.link}`,
      ...(servedBy === undefined ? {} : { servedBy: safe`${servedBy}` }),
    };
    this.accept({ type: 'weaklink.observation', time, data });
  }

  private accept(
    event:
      | { type: 'weaklink.observation'; time: string; data: Observation }
      | { type: 'weaklink.claim'; time: string; data: Claim }
      | { type: 'weaklink.change'; time: string; data: Change }
      | { type: 'weaklink.session'; time: string; data: Session },
  ): void {
    this.count += 1;
    const whole = {
      specversion: '1.0',
      id: String(this.count).padStart(8, '0'),
      source: '/test',
      ...event,
    } as WeaklinkEvent;
    this.events.push(whole);
    this.engine.accept(whole);
  }
}
