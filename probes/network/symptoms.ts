import { dnsSymptoms } from '../dns/symptoms.ts';
import type { SymptomSpec } from '../probe.ts';
import { tcpSymptoms } from '../tcp/symptoms.ts';
import { tlsSymptoms } from '../tls/symptoms.ts';

/** What can go wrong before a connection stands: a look at what is behind it meets these too. */
export const dialSymptoms: Readonly<Record<string, SymptomSpec>> = {
  ...allBut(dnsSymptoms, ['dns.wrong_answer', 'dns.slow']),
  ...allBut(tcpSymptoms, ['tcp.wrong_banner', 'tcp.banner_timeout', 'tcp.closed', 'tcp.slow']),
};

/** The same for a connection under TLS. */
export const secureDialSymptoms: Readonly<Record<string, SymptomSpec>> = {
  ...dialSymptoms,
  ...allBut(tlsSymptoms, ['tls.expiring']),
};

/** All but those that only the layer's own probe judges. */
function allBut(
  symptoms: Readonly<Record<string, SymptomSpec>>,
  without: readonly string[],
): Readonly<Record<string, SymptomSpec>> {
  return Object.fromEntries(Object.entries(symptoms).filter(([name]) => !without.includes(name)));
}
