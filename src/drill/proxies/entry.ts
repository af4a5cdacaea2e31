import { fileURLToPath } from 'node:url';

/** Arguments with which `process.execPath` runs a proxy: from the source, or beside the bundle. */
export function proxyArguments(): readonly string[] {
  const file = import.meta.url.endsWith('.ts') ? './program.ts' : './drill-proxy.js';
  const path = fileURLToPath(new URL(file, import.meta.url));
  // Node 22 warns that type stripping is experimental; nobody reads that here.
  return ['--disable-warning=ExperimentalWarning', path];
}
