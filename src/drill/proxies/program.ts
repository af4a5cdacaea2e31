/**
 * Program of a proxy: one process that carries the data and serves the control API. It ends when
 * its parent is gone, however that went, and every fault ends with it.
 */
import { ProxyCollection } from './collection.ts';
import { serveControl } from './control/server.ts';
import type { ProxyOrder, ProxyWord } from './protocol.ts';

if (process.send === undefined) {
  console.error('This program is started by weaklink.');
  process.exit(2);
}
process.title = 'weaklink-drill proxy';
process.on('disconnect', () => process.exit(0));
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(0));
}
process.on('uncaughtException', fail);
process.on('message', ({ plan }: ProxyOrder) => {
  start(plan).catch(fail);
});
// It may have gone while this program was still being loaded.
if (!process.connected) process.exit(0);

async function start(plan: ProxyOrder['plan']): Promise<void> {
  const proxies = new ProxyCollection();
  await proxies.add(plan);
  tell({ say: 'ready', control: await serveControl(proxies) });
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  tell({ say: 'failed', message }, () => process.exit(1));
}

function tell(word: ProxyWord, then: () => void = () => {}): void {
  if (process.connected) process.send?.(word, then);
  else process.exit(0);
}
