import { fileURLToPath } from 'node:url';

/** Programs of the sandbox that run in processes of their own. */
export type EntryName = 'sandbox-supervisor' | 'sandbox-service';

/** In the source tree each entry is a file of this folder, run by Node's type stripping. */
const sources = { 'sandbox-supervisor': './supervisor.ts', 'sandbox-service': './service.ts' };

/** As `weaklink` itself runs: nine processes leave much short-lived rubbish, swept by their own thread. */
const frugal = ['--max-semi-space-size=8', '--single-threaded-gc'];

/** Arguments with which `process.execPath` runs an entry: from the source, or beside the bundle. */
export function entryArguments(name: EntryName): readonly string[] {
  const inSource = import.meta.url.endsWith('.ts');
  const url = new URL(inSource ? sources[name] : `./${name}.js`, import.meta.url);
  // Node 22 warns that type stripping is experimental; nobody reads that here.
  return [...frugal, '--disable-warning=ExperimentalWarning', fileURLToPath(url)];
}
