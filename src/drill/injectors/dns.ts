import { dnsFaults } from '../proxies/dns/faults.ts';
import { namedFaultInjector } from '../proxies/named-fault.ts';

/** Faults of a name server; `intensity` is the share of questions. */
export const dnsInjector = namedFaultInjector('dns', dnsFaults, 'questions to');
