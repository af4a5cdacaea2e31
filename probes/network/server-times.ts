import type { IncomingHttpHeaders } from 'node:http';
import type { Measure } from '../../src/events/types.ts';
import { headerText } from './answer-facts.ts';
import type { Phases } from './phase-clock.ts';
import { durationsOf } from './server-timing.ts';

/** What a duration in an answer is about: all of the server's work, its own part, or its wait for others. */
type Part = 'server' | 'own' | 'upstream';
type Unit = 'ms' | 's';

/** Headers that tell a duration, and the unit where the value states none. */
const HEADERS = Object.entries<readonly [Part, Unit]>({
  'x-envoy-upstream-service-time': ['upstream', 'ms'],
  'x-kong-upstream-latency': ['upstream', 'ms'],
  'x-kong-proxy-latency': ['own', 'ms'],
  'x-kong-response-latency': ['server', 'ms'],
  'x-litellm-response-duration-ms': ['server', 'ms'],
  'x-litellm-overhead-duration-ms': ['own', 'ms'],
  'openai-processing-ms': ['server', 'ms'],
  'x-elapsedtime': ['server', 'ms'],
  'x-response-time': ['server', 'ms'],
  'x-process-time': ['server', 's'],
  'x-runtime': ['server', 's'],
});

/** Names that servers use in `Server-Timing`, in lower case; the others time parts of unknown meaning. */
const TIMINGS: Readonly<Record<string, Part>> = {
  total: 'server',
  server: 'server',
  request: 'server',
  upstream: 'upstream',
  backend: 'upstream',
  origin: 'upstream',
  cforigin: 'upstream',
  edge: 'own',
  cfedge: 'own',
  proxy: 'own',
  overhead: 'own',
};

const PLAIN_DURATION = /^(\d{1,9}(?:\.\d{1,12})?) ?(ms|s)?$/i;
/** Clocks of two machines tick alike, but a server may count from the first byte to the last. */
const SLACK_SHARE = 1.05;
const SLACK_MS = 5;

/**
 * What the answering server says it took until the head of its answer (`http.server`) and how much of that
 * it waited for those behind it (`http.upstream`), as measures in milliseconds. What cannot be true, since
 * it is longer than the whole wait was, is left out: it has another unit, or is of another request.
 */
export function serverMeasures(headers: IncomingHttpHeaders, phases: Phases): readonly Measure[] {
  const mostMs = ((phases.send ?? 0) + (phases.wait ?? 0)) * SLACK_SHARE + SLACK_MS;
  const told = toldBy(headers, mostMs);
  const upstream = told.upstream ?? difference(told.server, told.own);
  const sum =
    told.own === undefined || told.upstream === undefined ? undefined : told.own + told.upstream;
  // A total of less than the wait for others is of another hop than the wait is.
  const server =
    told.server !== undefined && told.server + SLACK_MS >= (upstream ?? 0) ? told.server : sum;
  return [
    ...(server === undefined ? [] : [measure('http.server', Math.min(server, mostMs))]),
    ...(upstream === undefined ? [] : [measure('http.upstream', upstream)]),
  ];
}

type Told = { [P in Part]?: number };

/** The longest duration of each part: what an outer hop tells contains what an inner one tells. */
function toldBy(headers: IncomingHttpHeaders, mostMs: number): Told {
  const told: Told = {};
  const take = (part: Part, ms: number) => {
    if (ms <= mostMs) told[part] = Math.max(told[part] ?? 0, ms);
  };
  for (const [header, [part, unit]] of HEADERS) {
    const value = headerText(headers, header);
    const ms = value === undefined ? undefined : milliseconds(value, unit);
    if (ms !== undefined) take(part, ms);
  }
  const timings = headerText(headers, 'server-timing');
  if (timings === undefined) return told;
  for (const { name, ms } of durationsOf(timings)) {
    const part = Object.hasOwn(TIMINGS, name) ? TIMINGS[name] : undefined;
    if (part !== undefined) take(part, ms);
  }
  return told;
}

function milliseconds(text: string, assumed: Unit): number | undefined {
  const [, digits, stated] = PLAIN_DURATION.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * ((stated ?? assumed).toLowerCase() === 's' ? 1_000 : 1);
}

function difference(whole: number | undefined, part: number | undefined): number | undefined {
  return whole === undefined || part === undefined || part > whole ? undefined : whole - part;
}

function measure(name: string, ms: number): Measure {
  return { name, value: Math.round(ms * 100) / 100, unit: 'ms' };
}
