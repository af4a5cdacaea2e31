import type { NetworkSymptom } from './failure.ts';

/** getaddrinfo knows two failures of DNS: "there is none" and "cannot tell". */
export function lookupSymptomOf(code: string): NetworkSymptom {
  if (code === 'ENOTFOUND' || code === 'EAI_NONAME') return 'dns.nxdomain';
  if (code === 'ENODATA' || code === 'EAI_NODATA') return 'dns.nodata';
  if (code === 'EBADNAME') return 'dns.badname';
  return 'dns.servfail';
}
