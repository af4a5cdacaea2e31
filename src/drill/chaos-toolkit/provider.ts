import type { z } from 'zod';
import type { Path } from '../../chain/document.ts';
import { suggest } from '../../chain/nearest.ts';
import { shown } from '../../chain/shown.ts';
import { argvOf } from '../activities/argv.ts';
import type { JsonValue, Provider } from '../experiment-types.ts';
import type { SectionContext } from './context.ts';
import type { providerSchema } from './schema.ts';

export type ProviderEntry = z.infer<typeof providerSchema>;
type Of<T extends ProviderEntry['type']> = Extract<ProviderEntry, { type: T }>;

/** Milliseconds that a request or a program may take where the file does not say. */
const defaultTimeoutMs = 30_000;
/** A shorter one ends a program before it began. */
const leastTimeoutMs = 50;

/** A provider that needs no Python, or null after telling what is wrong with it. */
export function providerOf(
  entry: Exclude<ProviderEntry, { type: 'python' }>,
  path: Path,
  context: SectionContext,
): Provider | null {
  if (entry.type === 'http') return httpProvider(entry, path, context);
  if (entry.type === 'process') return processProvider(entry, path, context);
  if (!context.faults.has(entry.fault)) {
    const message = `there is no fault ${shown(entry.fault)}`;
    const hint = suggest(entry.fault, [...context.faults]);
    context.findings.add([...path, 'fault'], 'E_DANGLING', message, hint);
  }
  return { kind: 'fault', fault: entry.fault, do: entry.do ?? 'inject' };
}

function httpProvider(entry: Of<'http'>, path: Path, context: SectionContext): Provider | null {
  const { findings } = context;
  if (!entry.url.includes('${') && !isHttp(entry.url)) {
    const message = 'must be an http or https URL without a user name or a password';
    findings.add([...path, 'url'], 'E_VALUE', message);
  }
  if (entry.verify_tls === false) {
    const message = 'weaklink asks nobody whose certificate it cannot verify';
    findings.add([...path, 'verify_tls'], 'E_UNSUPPORTED', message, 'Trust its authority instead.');
  }
  if ((entry.max_retries ?? 0) > 0) {
    const hint = 'Probes that look again are "mode: continuous".';
    findings.add([...path, 'max_retries'], 'E_UNSUPPORTED', 'weaklink does not retry', hint);
  }
  const method = (entry.method ?? 'GET').toUpperCase();
  if (!/^[A-Z]+$/.test(method)) {
    findings.add([...path, 'method'], 'E_VALUE', `${shown(entry.method)} is not a method`);
  }
  const pair = Array.isArray(entry.timeout) ? entry.timeout : null;
  const timeoutMs = pair
    ? Math.max(leastTimeoutMs, (pair[0] + pair[1]) * 1_000)
    : timeoutOf(entry.timeout as string | number | undefined, [...path, 'timeout'], context);
  return {
    kind: 'http',
    url: entry.url,
    method,
    headers: Object.fromEntries(
      Object.entries(entry.headers ?? {}).map(([name, value]) => [name, String(value)]),
    ),
    body: entry.arguments as JsonValue | undefined,
    expectedStatus: entry.expected_status ?? null,
    timeoutMs,
    ...(pair ? { connectTimeoutMs: Math.max(leastTimeoutMs, pair[0] * 1_000) } : {}),
  };
}

function processProvider(
  entry: Of<'process'>,
  path: Path,
  context: SectionContext,
): Provider | null {
  const rest = argvOf(entry.arguments as JsonValue | undefined);
  if (rest === null) {
    context.findings.add([...path, 'arguments'], 'E_VALUE', 'a quote is opened and not closed');
    return null;
  }
  const timeoutMs = timeoutOf(entry.timeout, [...path, 'timeout'], context);
  return { kind: 'process', argv: [entry.path, ...rest], timeoutMs };
}

function timeoutOf(
  given: string | number | undefined,
  path: Path,
  context: SectionContext,
): number {
  if (given === undefined) return defaultTimeoutMs;
  return Math.max(leastTimeoutMs, secondsOf(given, path, context) * 1_000);
}

/** Seconds that stand there, or that a value stands for which is written out. */
export function secondsOf(
  given: string | number | undefined,
  path: Path,
  { literals, findings }: SectionContext,
): number {
  if (given === undefined) return 0;
  if (typeof given === 'number') return given;
  const name = given.slice(2, -1);
  const value = Object.hasOwn(literals, name) ? literals[name] : undefined;
  if (typeof value === 'number' && value >= 0) return value;
  const message = `${shown(given)} is not a number that the configuration holds`;
  findings.add(path, 'E_VALUE', message, 'Times must be known before the run begins.');
  return 0;
}

function isHttp(text: string): boolean {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return false;
  return url.username === '' && url.password === '';
}
