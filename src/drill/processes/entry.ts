import { fileURLToPath } from 'node:url';

/** Arguments with which `process.execPath` runs a keeper: from the source, or beside the bundle. */
export function keeperArguments(): readonly string[] {
  const file = import.meta.url.endsWith('.ts') ? './keeper.ts' : './drill-keeper.js';
  const path = fileURLToPath(new URL(file, import.meta.url));
  // Node 22 warns that type stripping is experimental; nobody reads that here.
  return ['--disable-warning=ExperimentalWarning', path];
}
