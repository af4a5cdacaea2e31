import type { SymptomSpec } from '../probe.ts';

export const httpSymptoms = {
  'http.malformed': { outcome: 'failed', meaning: 'the answer is not HTTP' },
  'http.timeout': { outcome: 'failed', meaning: 'connected and asked, and no answer came in time' },
  'http.closed': {
    outcome: 'failed',
    meaning: 'the peer closed the connection before it answered',
  },
  'http.reset': { outcome: 'failed', meaning: 'the peer reset the connection before it answered' },
  'http.truncated': { outcome: 'failed', meaning: 'the answer broke off' },
  'http.body_timeout': { outcome: 'failed', meaning: 'the answer began and did not end in time' },
  'http.redirect_loop': { outcome: 'failed', meaning: 'redirected too often' },
  'http.redirect_refused': {
    outcome: 'failed',
    meaning: 'redirected to an address that weaklink does not follow to',
  },
  'http.body_too_large': { outcome: 'degraded', meaning: 'the answer is larger than the limit' },
  'http.body_mismatch': { outcome: 'failed', meaning: 'the body is not the expected one' },
  'http.header_overflow': { outcome: 'failed', meaning: 'the headers are larger than the limit' },
  'http.slow': { outcome: 'degraded', meaning: 'the answer took longer than allowed' },
  'http.3xx': { outcome: 'failed', meaning: 'an unexpected redirect' },
  'http.400': { outcome: 'failed', meaning: 'bad request' },
  'http.401': { outcome: 'failed', meaning: 'the key is missing or not accepted' },
  'http.403': { outcome: 'failed', meaning: 'the key is not allowed to do this' },
  'http.404': { outcome: 'failed', meaning: 'not found' },
  'http.408': { outcome: 'failed', meaning: 'the server gave up waiting for the request' },
  'http.413': { outcome: 'failed', meaning: 'the request is too large' },
  'http.429': { outcome: 'failed', meaning: 'too many requests' },
  'http.4xx': { outcome: 'failed', meaning: 'another refusal of the client class' },
  'http.500': { outcome: 'failed', meaning: 'internal error' },
  'http.502': { outcome: 'failed', meaning: 'bad gateway: it could not get an answer from behind' },
  'http.503': { outcome: 'failed', meaning: 'service unavailable' },
  'http.504': {
    outcome: 'failed',
    meaning: 'gateway timeout: what is behind did not answer in time',
  },
  'http.no_backend': {
    outcome: 'failed',
    meaning: 'it says that nobody behind it can be asked',
  },
  'http.set_aside': {
    outcome: 'failed',
    meaning: 'it says that it leaves out those behind it for a while',
  },
  'http.507': { outcome: 'failed', meaning: 'out of storage' },
  'http.529': { outcome: 'failed', meaning: 'overloaded' },
  'http.5xx': { outcome: 'failed', meaning: 'another failure of the server class' },
} as const satisfies Record<string, SymptomSpec>;
