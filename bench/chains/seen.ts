import type { Trouble } from './reply.ts';

/** What a probe calls what it met, in the words of `probes/<kind>/symptoms.ts`. */
export function seenAs(probe: string, trouble: Trouble): string {
  switch (trouble.kind) {
    case 'unreached':
      return trouble.symptom;
    case 'dropped':
      return probe === 'tcp' ? `tcp.${trouble.how}` : `http.${trouble.how}`;
    case 'silence':
      return silenceAs(probe);
    case 'status':
      return probe === 'openai' ? statusOfModel(trouble) : statusOfHttp(trouble.status);
    case 'flaw':
      return flaws[trouble.flaw];
  }
}

/** The answer that did not come before the deadline of the look. */
export function silenceAs(probe: string): string {
  return (
    { openai: 'llm.ttft_timeout', tls: 'tls.timeout', tcp: 'tcp.timeout' }[probe] ?? 'http.timeout'
  );
}

const flaws = {
  'other-model': 'llm.wrong_model',
  corrupt: 'llm.canary_mismatch',
  cut: 'llm.stream_truncated',
  stall: 'llm.stall',
} as const;

const named = new Set([400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504, 507, 529]);

function statusOfHttp(status: number): string {
  if (named.has(status)) return `http.${status}`;
  return `http.${Math.floor(status / 100)}xx`;
}

function statusOfModel({ status, about }: Extract<Trouble, { kind: 'status' }>): string {
  if (status === 401) return 'llm.auth';
  if (status === 529 || about === 'overload') return 'llm.overloaded';
  switch (about) {
    case 'engine':
      return status === 500 ? 'llm.engine_error' : statusOfHttp(status);
    case 'loading':
      return 'llm.loading';
    case 'quota':
      return 'llm.quota_exhausted';
    case 'rate':
      return 'llm.rate_requests';
    case 'model':
      return 'llm.model_not_found';
    case 'nothing':
      return status === 429 ? 'llm.rate_limited' : statusOfHttp(status);
  }
}
