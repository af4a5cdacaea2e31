import type { SymptomSpec } from '../probe.ts';

export const dnsSymptoms = {
  'dns.nxdomain': { outcome: 'failed', meaning: 'the name does not exist' },
  'dns.nodata': { outcome: 'failed', meaning: 'the name exists but has no record of this type' },
  'dns.servfail': { outcome: 'failed', meaning: 'the resolver could not get an answer (SERVFAIL)' },
  'dns.refused': { outcome: 'failed', meaning: 'the resolver refuses to answer for this name' },
  'dns.timeout': { outcome: 'failed', meaning: 'the resolver did not answer in time' },
  'dns.resolver_unreachable': { outcome: 'failed', meaning: 'the resolver cannot be reached' },
  'dns.wrong_answer': { outcome: 'failed', meaning: 'the answer is not the expected one' },
  'dns.badname': { outcome: 'failed', meaning: 'the name is not a valid DNS name' },
  'dns.malformed': {
    outcome: 'failed',
    meaning: 'the answer is not a DNS message that fits the question',
  },
  'dns.slow': { outcome: 'degraded', meaning: 'the answer took longer than allowed' },
} as const satisfies Record<string, SymptomSpec>;
