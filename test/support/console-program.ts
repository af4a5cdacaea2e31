import { mkdirSync, mkdtempSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles the console program of the tests as the product is bundled. It lies under node_modules,
 * where the packages that stay outside a bundle are found.
 *
 * @returns its path
 */
export async function bundleConsoleProgram(): Promise<string> {
  const cache = `${root}node_modules/.cache`;
  mkdirSync(cache, { recursive: true });
  const outdir = mkdtempSync(`${cache}/weaklink-console-`);
  await build({
    absWorkingDir: root,
    entryPoints: ['test/console/fixtures/program.ts'],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
    },
    external: ['blessed', 'blessed-contrib'],
    alias: { 'react-devtools-core': './scripts/empty-module.ts' },
    logLevel: 'silent',
  });
  return `${outdir}/program.mjs`;
}
