import { textAt } from '../../data/json.ts';
import type { NetworkFailure } from '../../network/failure.ts';

/** Why the API gave no answer. */
export type RefusalKind =
  | 'k8s.api_unreachable'
  | 'k8s.api_certificate'
  | 'k8s.api_unauthorized'
  | 'k8s.api_throttled'
  | 'k8s.api_error'
  | 'k8s.api_malformed'
  | 'k8s.too_large'
  | 'not-found'
  | 'gone'
  | 'self.permission'
  | 'self.cancelled'
  | 'self.vantage'
  | 'self.resource'
  | 'self.missing_tool'
  | 'self.bug';

export interface Refusal {
  readonly kind: 'refused';
  readonly why: RefusalKind;
  /** From outside, not sanitised. */
  readonly detail: string;
  /** Status of the answer, where there was one. */
  readonly status?: number;
}

/** Characters of a body that is no Status. */
const WORDS_CHARACTERS = 200;

/** What did not come to an answer. Nothing of it says anything about what the cluster runs. */
export function refusalOfNetwork({ symptom, detail, phase }: NetworkFailure): Refusal {
  if (symptom.startsWith('self.')) {
    return { kind: 'refused', why: symptom as RefusalKind, detail };
  }
  if (symptom === 'tls.client_certificate') {
    return { kind: 'refused', why: 'k8s.api_unauthorized', detail: `our certificate: ${detail}` };
  }
  const certificate = /^tls\.(?!timeout|closed|reset|plaintext)/.test(symptom);
  if (symptom === 'http.body_too_large') {
    return { kind: 'refused', why: 'k8s.too_large', detail };
  }
  const why = certificate
    ? 'k8s.api_certificate'
    : symptom === 'http.malformed' || symptom === 'http.header_overflow'
      ? 'k8s.api_malformed'
      : 'k8s.api_unreachable';
  return { kind: 'refused', why, detail: `${phase}: ${symptom}: ${detail}` };
}

/**
 * What a status of 400 and more says. The body is a `Status`, whose message names who may not do what:
 * `pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "llm"`.
 *
 * @param asked `list pods in llm`, for bodies that do not say it
 */
export function refusalOfStatus(status: number, body: string, asked: string): Refusal {
  const said = messageOf(body);
  const detail = `${asked}: ${status} ${said}`;
  return { kind: 'refused', why: whyOf(status, said), detail, status };
}

function whyOf(status: number, said: string): RefusalKind {
  switch (status) {
    case 401:
      return 'k8s.api_unauthorized';
    case 403:
      // Without a name the server took us for anybody: the credentials are what is wrong.
      return said.includes('"system:anonymous"') ? 'k8s.api_unauthorized' : 'self.permission';
    case 404:
      return 'not-found';
    case 410:
      return 'gone';
    case 429:
      return 'k8s.api_throttled';
    default:
      return status >= 500 ? 'k8s.api_error' : 'k8s.api_malformed';
  }
}

function messageOf(body: string): string {
  try {
    const message = textAt(JSON.parse(body), 'message');
    if (message !== undefined && message !== '') return message;
  } catch {
    // A page of a proxy, or the plain words of the server's own pages.
  }
  return body.slice(0, WORDS_CHARACTERS).replace(/\s+/g, ' ').trim();
}
