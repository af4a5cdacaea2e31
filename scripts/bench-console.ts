/**
 * What the console costs: first frame, CPU, bytes to the terminal and memory over the demo on a pty at
 * 120×40, against a bare Ink program in the same run; and how long `--version` takes over `node -e 0`.
 *
 *   npm run bench:console -- [--runs 5] [--seconds 30]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { PtyProgram } from './pty.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '30' },
  },
});
const runs = Number(values.runs);
const seconds = Number(values.seconds);
const size = { columns: 120, rows: 40 };

/** The least that an Ink program at 1 Hz can be: a box of the same size with one ticking line. */
const bareInk = `
import React from 'react';
import { render, Box, Text } from 'ink';
const { createElement: h, useEffect, useState } = React;
function App() {
  const [tick, setTick] = useState(0);
  useEffect(() => { const timer = setInterval(() => setTick((n) => n + 1), 1000); return () => clearInterval(timer); }, []);
  return h(Box, { width: 120, height: 40, flexDirection: 'column', overflow: 'hidden' },
    h(Text, null, 'READY ' + tick), ...Array.from({ length: 30 }, (_, i) => h(Text, { key: i }, 'row ' + i + ' ' + '.'.repeat(80))));
}
render(h(App), { alternateScreen: true, incrementalRendering: true, interactive: true, exitOnCtrlC: true, patchConsole: false });
`;

interface Cost {
  readonly firstFrameMs: number;
  readonly cpuPercent: number;
  readonly bytesPerSecond: number;
  readonly residentMegabytes: number;
}

/** Seconds of start-up left out of the steady window. */
const settleSeconds = 8;
const wait = (s: number) => new Promise((resolve) => setTimeout(resolve, s * 1_000));

async function measure(argv: readonly string[], frame: RegExp, calm: RegExp): Promise<Cost> {
  const firstFrames: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const program = new PtyProgram(argv, size);
    firstFrames.push(await program.shows(frame, 10_000));
    await program.quit();
  }
  const program = new PtyProgram(argv, size);
  await program.shows(calm, 30_000);
  await wait(settleSeconds);
  const before = { cpu: program.cpuSeconds(), bytes: program.bytes };
  await wait(seconds);
  const cost = {
    firstFrameMs: median(firstFrames),
    cpuPercent: ((program.cpuSeconds() - before.cpu) / seconds) * 100,
    bytesPerSecond: (program.bytes - before.bytes) / seconds,
    residentMegabytes: program.residentMegabytes(),
  };
  await program.quit();
  return cost;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function milliseconds(argv: readonly string[]): number {
  const started = performance.now();
  spawnSync(process.execPath, argv, { stdio: 'ignore' });
  return performance.now() - started;
}

function print(name: string, cost: Cost, baseline: Cost): void {
  const row = (label: string, value: number, base: number, unit: string) =>
    console.log(
      `${name.padEnd(10)} ${label.padEnd(28)} ${value.toFixed(1).padStart(8)} ${unit.padEnd(5)} ${(value / base).toFixed(2).padStart(6)} × bare Ink`,
    );
  row('first frame, from exec', cost.firstFrameMs, baseline.firstFrameMs, 'ms');
  row('CPU of one core at 1 Hz', cost.cpuPercent, baseline.cpuPercent, '%');
  row('to the terminal, idle', cost.bytesPerSecond, baseline.bytesPerSecond, 'B/s');
  row('resident memory', cost.residentMegabytes, baseline.residentMegabytes, 'MB');
}

// Beside the checkout's own node_modules, so that the baseline bundles the very same Ink.
const directory = mkdtempSync(join(process.cwd(), 'node_modules', '.bench-'));
try {
  const source = join(directory, 'bare.js');
  const bundle = join(directory, 'bare.mjs');
  writeFileSync(source, bareInk);
  await build({
    entryPoints: [source],
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    alias: { 'react-devtools-core': './scripts/empty-module.ts' },
    banner: {
      js: "import { createRequire as c } from 'node:module'; const require = c(import.meta.url);",
    },
  });
  const bare = await measure([process.execPath, bundle], /READY/, /READY/);
  const demo = await measure(['dist/main.js', 'demo'], /LINK/, /● OK|\+ OK/);
  print('bare Ink', bare, bare);
  print('weaklink', demo, bare);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

const pairs = Array.from({ length: 15 }, () => ({
  version: milliseconds(['dist/main.js', '--version']),
  bare: milliseconds(['-e', '0']),
}));
const version = median(pairs.map((pair) => pair.version));
const bare = median(pairs.map((pair) => pair.bare));
console.log(
  `weaklink --version ${version.toFixed(1)} ms, node -e 0 ${bare.toFixed(1)} ms, over it ${(version - bare).toFixed(1)} ms`,
);
