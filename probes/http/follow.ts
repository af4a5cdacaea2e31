import { headerText } from '../network/answer-facts.ts';
import type { NetworkFailure } from '../network/failure.ts';
import { type ExchangeResult, hostOf, httpExchange } from '../network/http-exchange.ts';
import type { PhaseClock } from '../network/phase-clock.ts';
import type { LookContext } from '../probe.ts';
import type { ResolvedHeaders } from './headers.ts';
import { type HttpOptions, urlOf } from './options.ts';
import { type RedirectRules, refuseRedirectAddress, refuseRedirectUrl } from './redirect.ts';

const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);
/** Always left behind on the way to another host, whatever they hold. */
const CREDENTIALS = new Set(['authorization', 'proxy-authorization', 'cookie']);

export interface Followed {
  readonly result: ExchangeResult;
  /** Every URL asked, in order. */
  readonly urls: readonly [URL, ...URL[]];
  /** Why the last answer's redirect was not followed. */
  readonly stopped: NetworkFailure | null;
}

/** Asks, and follows redirects as far as the options and the rules allow. */
export async function follow(
  options: HttpOptions,
  headers: ResolvedHeaders,
  context: LookContext,
  time: PhaseClock,
): Promise<Followed> {
  const first = urlOf(options);
  const urls: [URL, ...URL[]] = [first];
  let rules: RedirectRules | undefined;
  for (;;) {
    const url = urls.at(-1) ?? first;
    const result = await exchange(url, first, rules, { options, headers, context, time });
    addPhases(result, time);
    const next = nextUrl(result, url);
    if (next === undefined || options.redirects === 0) return { result, urls, stopped: null };
    if (urls.length > options.redirects) {
      const detail = `more than ${options.redirects} redirects`;
      return { result, urls, stopped: stop('http.redirect_loop', detail) };
    }
    rules = { named: namedHosts(first, options), from: result.remote?.host ?? '' };
    const refused = next === null ? 'the address cannot be read' : refuseRedirectUrl(next, rules);
    if (next === null || refused !== null) {
      return { result, urls, stopped: stop('http.redirect_refused', refused ?? '') };
    }
    urls.push(next);
  }
}

function namedHosts(first: URL, { redirectTo }: HttpOptions): ReadonlySet<string> {
  return new Set([hostOf(first), ...redirectTo].map((host) => host.toLowerCase()));
}

function stop(symptom: 'http.redirect_loop' | 'http.redirect_refused', detail: string) {
  return { phase: 'wait', symptom, detail } as const;
}

/** Where the answer sends us: undefined where nowhere, null where that cannot be read. */
function nextUrl(result: ExchangeResult, base: URL): URL | null | undefined {
  if (result.kind === 'failure' || !REDIRECT_STATUSES.has(result.status)) return undefined;
  const location = headerText(result.headers, 'location');
  if (location === undefined) return undefined;
  return URL.canParse(location, base.href) ? new URL(location, base.href) : null;
}

interface Way {
  readonly options: HttpOptions;
  readonly headers: ResolvedHeaders;
  readonly context: LookContext;
  readonly time: PhaseClock;
}

function exchange(
  url: URL,
  first: URL,
  rules: RedirectRules | undefined,
  { options, headers, context, time }: Way,
): Promise<ExchangeResult> {
  const isHome = url === first || url.origin === first.origin;
  return httpExchange({
    url,
    method: options.method,
    headers: isHome ? headers.values : withoutSecrets(headers),
    resolver: options.resolver,
    ...(isHome ? { connectTo: options.connectTo, servername: options.servername } : {}),
    ca: options.ca,
    minVersion: options.minVersion,
    bodyLimitBytes: options.bodyLimitBytes,
    deadlineMs: time.remainingMs(),
    phaseDeadlinesMs: options.phaseDeadlinesMs,
    signal: context.signal,
    vantage: context.vantage,
    clock: context.clock,
    refuseAddress: rules && refuseRedirectAddress(url, rules),
  });
}

function withoutSecrets({ values, secret }: ResolvedHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => {
      const key = name.toLowerCase();
      return !secret.has(key) && !CREDENTIALS.has(key) && key !== 'host';
    }),
  );
}

const SUMMED = ['queue', 'resolve', 'connect', 'tls', 'send', 'wait', 'transfer'] as const;

/** Sums each phase over the redirects. */
function addPhases({ phases }: ExchangeResult, time: PhaseClock): void {
  for (const phase of SUMMED) {
    const ms = phases[phase];
    if (ms !== undefined) time.add(phase, 0, ms);
  }
}
