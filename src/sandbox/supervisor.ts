/**
 * Program of the supervisor: the parent of all services, in a session of its own. It outlives the
 * console just long enough to leave nothing behind.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Layout, paths, serviceNames } from './layout.ts';
import type { SupervisorOrder, SupervisorWord } from './protocol.ts';
import { type Claim, claimPorts } from './supervise/claim-ports.ts';
import { Fleet } from './supervise/fleet.ts';
import { SandboxControl } from './supervise/sandbox-control.ts';

if (process.send === undefined) {
  console.error('This program is started by weaklink.');
  process.exit(2);
}
process.title = 'weaklink-sandbox supervisor';

const directory = mkdtempSync(join(tmpdir(), 'weaklink-sandbox-'));
void tell({ say: 'placed', directory });

let fleet: Fleet | undefined;
let claim: Claim | undefined;
let ending = false;
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end());
// The console is gone, however it went.
process.on('disconnect', () => void end());
process.on('uncaughtException', (error) => void fail(error));

/** Milliseconds that a timer of Node can hold; a longer one would fire at once. */
const LONGEST_TTL_MS = 2 ** 31 - 1;
/** What clears a fault when its time is over, by fault. */
const expiries = new Map<string, NodeJS.Timeout>();

const started = start();
/** Orders are obeyed one after the other, the first when everything runs. */
let queue: Promise<unknown> = started;
process.on('message', (order: SupervisorOrder) => {
  if (order.do === 'stop') void end();
  else queue = queue.then(async () => obey(await started, order));
});
started.catch(fail);
// It may have gone while this program was still being loaded.
if (!process.connected) await end();

async function start(): Promise<SandboxControl> {
  claim = await claimPorts();
  const layout: Layout = {
    directory,
    firstPort: claim.firstPort,
    gatewayKey: `sk-sandbox-${randomBytes(18).toString('hex')}`,
    vendorKey: `sk-vendor-${randomBytes(18).toString('hex')}`,
  };
  makeFiles(layout);
  fleet = new Fleet(layout);
  const control = new SandboxControl(layout, fleet);
  await control.start();
  await tell({ say: 'ready', layout });
  return control;
}

function makeFiles(layout: Layout): void {
  const [service] = serviceNames;
  const files = [
    paths.pidFile(layout, service),
    paths.log(layout, service),
    paths.vendorKey(layout),
  ];
  for (const path of files) mkdirSync(dirname(path), { recursive: true });
  writeFileSync(paths.gatewayKey(layout), layout.gatewayKey, { mode: 0o600 });
  writeFileSync(paths.vendorKey(layout), layout.vendorKey, { mode: 0o600 });
}

async function obey(
  control: SandboxControl,
  order: Exclude<SupervisorOrder, { do: 'stop' }>,
): Promise<void> {
  try {
    if (order.do === 'inject') {
      // Its time begins with the order, so that a fault that hangs the chain ends as well.
      if (order.ttlMs !== undefined) expireLater(control, order.name, order.ttlMs);
      await control.inject(order.name);
    } else {
      forgetExpiry(order.name);
      await control.clear(order.name);
    }
    await tell({ say: 'done', id: order.id });
  } catch (error) {
    await tell({ say: 'done', id: order.id, error: messageOf(error) });
  }
}

/** Clears the fault in its turn among the orders; the last order to inject it sets the time. */
function expireLater(control: SandboxControl, name: string, ttlMs: number): void {
  forgetExpiry(name);
  const expire = (): void => {
    expiries.delete(name);
    // A chain that does not serve again afterwards shows by itself.
    queue = queue.then(() => control.clear(name)).catch(() => {});
  };
  expiries.set(name, setTimeout(expire, Math.min(ttlMs, LONGEST_TTL_MS)));
}

/** Of one fault, or of all. */
function forgetExpiry(name?: string): void {
  for (const one of name === undefined ? [...expiries.keys()] : [name]) {
    clearTimeout(expiries.get(one));
    expiries.delete(one);
  }
}

async function fail(error: unknown): Promise<void> {
  // What fails while everything is being ended is no news.
  if (!ending) await tell({ say: 'failed', message: messageOf(error) });
  await end();
}

/** Nothing is left: no process, no file, no port. */
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  await fleet?.killAll();
  claim?.release();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
}

/** Resolves when it is sent, or cannot be. */
function tell(word: SupervisorWord): Promise<void> {
  return new Promise((resolve) => {
    // The console may be gone; that it is, `disconnect` tells.
    if (process.connected) process.send?.(word, () => resolve());
    else resolve();
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
