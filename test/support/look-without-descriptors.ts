import { openSync } from 'node:fs';
import { tcpProbe } from '../../probes/tcp/index.ts';
import { lookAt } from './look-at.ts';

// Run by a test with a low limit of descriptors: uses them up, then looks, and prints the finding.
const [, , address = ''] = process.argv;
// The first look loads what a look needs, while files can still be opened.
await lookAt(tcpProbe, { address });
try {
  for (;;) openSync('/dev/null', 'r');
} catch {
  console.log(JSON.stringify(await lookAt(tcpProbe, { address })));
}
