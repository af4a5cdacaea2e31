import { fileURLToPath } from 'node:url';

/** Arguments with which `process.execPath` runs the relay: from the source, or beside the bundle. */
export function relayArguments(): readonly string[] {
  const file = import.meta.url.endsWith('.ts') ? './relay.ts' : './docker-relay.js';
  // Node 22 warns that type stripping is experimental; nobody reads that here.
  return ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL(file, import.meta.url))];
}
