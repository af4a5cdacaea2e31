/** Program of every service process: `service.ts <name>`, started by the supervisor. */
import { type ServiceName, serviceNames } from './layout.ts';
import type { ServiceOrder, ServiceWord } from './protocol.ts';
import { services } from './services/registry.ts';
import type { RunningService } from './services/service.ts';
import { sweep } from './sweep.ts';

const name = serviceNames.find((known) => known === process.argv[2]);
if (name === undefined || process.send === undefined) {
  console.error('This program is started by the sandbox of weaklink.');
  process.exit(2);
}
process.title = `weaklink-sandbox ${name}`;

let directory: string | undefined;
let running: RunningService<never> | undefined;

process.on('message', (order: ServiceOrder) => {
  if (order.do === 'start') void start(name, order);
  else void set(order);
});
process.on('disconnect', () => {
  if (directory !== undefined) sweep(directory);
  process.exit(0);
});
// The supervisor may have gone while this program was still being loaded.
if (!process.connected) process.exit(0);

async function start(service: ServiceName, order: ServiceOrder & { do: 'start' }): Promise<void> {
  directory = order.layout.directory;
  try {
    running = await services[service](order.layout);
    tell({ say: 'ready' });
  } catch (error) {
    tell({ say: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

async function set({ id, switches }: ServiceOrder & { do: 'set' }): Promise<void> {
  try {
    // The faults' table is typed by service; only here the two meet as plain data.
    await running?.set(switches as never);
    tell({ say: 'done', id });
  } catch (error) {
    tell({ say: 'done', id, error: error instanceof Error ? error.message : String(error) });
  }
}

function tell(word: ServiceWord): void {
  process.send?.(word);
}
