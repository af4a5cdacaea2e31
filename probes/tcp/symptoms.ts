import type { SymptomSpec } from '../probe.ts';

export const tcpSymptoms = {
  'tcp.refused': {
    outcome: 'failed',
    meaning: 'the host answers, and nothing listens on the port',
  },
  'tcp.timeout': { outcome: 'failed', meaning: 'no answer to the connection request' },
  'tcp.reset': { outcome: 'failed', meaning: 'the peer reset the connection' },
  'tcp.closed': { outcome: 'failed', meaning: 'the peer closed the connection at once' },
  'tcp.unreachable': { outcome: 'failed', meaning: 'the network says the host cannot be reached' },
  'tcp.no_route': { outcome: 'failed', meaning: 'this machine has no route to the host' },
  'tcp.wrong_banner': { outcome: 'failed', meaning: 'the greeting is not the expected one' },
  'tcp.banner_timeout': { outcome: 'failed', meaning: 'connected, and no greeting came' },
  'tcp.slow': { outcome: 'degraded', meaning: 'connecting took longer than allowed' },
} as const satisfies Record<string, SymptomSpec>;
