import type { HttpOptions, StatusCondition } from './options.ts';
import { httpSymptoms } from './symptoms.ts';

type HttpSymptom = keyof typeof httpSymptoms;

/** `http.503` where the status has a symptom of its own, else that of its class. */
export function statusSymptom(status: number): HttpSymptom {
  const own = `http.${status}`;
  if (isSymptom(own)) return own;
  const ofClass = `http.${Math.floor(status / 100)}xx`;
  // A success of another kind than the expected one: it is the answer that is wrong.
  return isSymptom(ofClass) ? ofClass : 'http.body_mismatch';
}

function isSymptom(name: string): name is HttpSymptom {
  return Object.hasOwn(httpSymptoms, name);
}

/** Statuses that the look accepts; redirects have been followed by then. */
export function expectedStatus({
  status,
  anyAnswerAt,
  url,
  path,
}: Pick<HttpOptions, 'status' | 'anyAnswerAt' | 'url' | 'path'>): readonly StatusCondition[] {
  if (status !== undefined) return [status].flat();
  return anyAnswerAt === url && path === undefined ? ['2xx', '3xx', '4xx'] : ['2xx', '3xx'];
}

export function isExpectedStatus(status: number, expected: readonly StatusCondition[]): boolean {
  return expected.some((one) => one === status || one === `${Math.floor(status / 100)}xx`);
}
