import { limits } from '../../src/platform/limits.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import { headerText } from '../network/answer-facts.ts';
import type { Seen } from '../network/finding.ts';
import type { ExchangeResponse } from '../network/http-exchange.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Finding } from '../probe.ts';
import { decodeBody, unmetConditions } from './body.ts';
import { nobodyBehind } from './nobody-behind.ts';
import type { HttpOptions } from './options.ts';
import { expectedStatus, isExpectedStatus, statusSymptom } from './status.ts';
import { httpSymptoms } from './symptoms.ts';

interface Problem {
  readonly symptom: keyof typeof httpSymptoms;
  readonly evidence: SafeText;
}

/** Judges an answer: status, whole body, its content, speed; the first problem is the symptom. */
export function judgeAnswer(
  response: ExchangeResponse,
  options: HttpOptions,
  seen: Seen,
  kept: KeptText,
): Finding {
  const problems = [
    ...statusProblem(response, options, kept),
    ...cutProblem(response, options, kept),
    ...bodyProblem(response, options, kept),
    ...slowProblem(seen, options),
  ];
  const totalMs = Math.round(seen.phases.total ?? 0);
  const summary = safe`${response.status} in ${totalMs} ms`;
  const [worst, ...others] = problems;
  if (!worst) return { outcome: 'ok', symptom: null, summary, ...seen };
  const shown = worst.symptom === 'http.slow' ? [] : bodyEvidence(response, kept);
  return {
    outcome: httpSymptoms[worst.symptom].outcome,
    symptom: worst.symptom,
    alsoSeen: others.map(({ symptom }) => symptom),
    summary: isStatus(worst.symptom) ? summary : sanitise(`${summary}, ${words(worst.symptom)}`),
    evidence: [...problems.map(({ evidence }) => evidence), ...shown],
    ...seen,
  };
}

function isStatus(symptom: string): boolean {
  return /^http\.\d/.test(symptom) || symptom === 'http.slow';
}

function words(symptom: string): string {
  return symptom.replace(/^http\./, '').replaceAll('_', ' ');
}

function statusProblem(
  response: ExchangeResponse,
  options: HttpOptions,
  kept: KeptText,
): readonly Problem[] {
  const { status, headers } = response;
  const expected = expectedStatus(options);
  if (isExpectedStatus(status, expected)) return [];
  const retryAfter = headerText(headers, 'retry-after');
  const hint = retryAfter === undefined ? '' : `, retry after ${kept.fact(retryAfter)}`;
  const evidence = safe`status ${status}, expected is ${expected.join(', ')}${hint}`;
  const said = status < 400 ? undefined : nobodyBehind(String(decoded(response) ?? ''));
  return [{ symptom: said ?? statusSymptom(status), evidence }];
}

function cutProblem(
  { cut }: ExchangeResponse,
  options: HttpOptions,
  kept: KeptText,
): readonly Problem[] {
  if (cut === null || !isHttpSymptom(cut.symptom)) return [];
  // Nobody asked for the content or set a limit: that the page is long is no fault.
  const isAsked = options.body !== undefined || options.bodyLimitBytes !== undefined;
  if (cut.symptom === 'http.body_too_large' && !isAsked) return [];
  return [{ symptom: cut.symptom, evidence: safe`body: ${kept.fact(cut.detail)}` }];
}

function isHttpSymptom(symptom: string): symptom is keyof typeof httpSymptoms {
  return Object.hasOwn(httpSymptoms, symptom);
}

function bodyProblem(
  response: ExchangeResponse,
  { body: conditions, bodyLimitBytes }: HttpOptions,
  kept: KeptText,
): readonly Problem[] {
  if (!conditions) return [];
  const coding = headerText(response.headers, 'content-encoding');
  const decoded = decodeBody(response.body, coding, bodyLimitBytes ?? limits.probeBodyBytes);
  if (decoded.kind !== 'decoded') {
    const symptom = decoded.kind === 'too-large' ? 'http.body_too_large' : 'http.body_mismatch';
    return [{ symptom, evidence: safe`body: ${kept.fact(decoded.detail)}` }];
  }
  return unmetConditions(decoded.bytes, conditions)
    .slice(0, 1)
    .map((unmet) => ({
      symptom: 'http.body_mismatch' as const,
      evidence: safe`body ${kept.fact(unmet)}`,
    }));
}

function slowProblem({ phases }: Seen, { slowMs }: HttpOptions): readonly Problem[] {
  const totalMs = (phases.total ?? 0) - (phases.queue ?? 0);
  if (slowMs === undefined || totalMs <= slowMs) return [];
  const evidence = safe`${Math.round(totalMs)} ms, allowed are ${slowMs} ms`;
  return [{ symptom: 'http.slow', evidence }];
}

function bodyEvidence(response: ExchangeResponse, kept: KeptText): readonly SafeText[] {
  const bytes = response.body.length === 0 ? null : decoded(response);
  return bytes ? [kept.body(bytes)] : [];
}

function decoded({ body, headers }: ExchangeResponse): Buffer | null {
  const coding = headerText(headers, 'content-encoding');
  const result = decodeBody(body, coding, limits.probeBodyBytes);
  return result.kind === 'decoded' ? result.bytes : null;
}
