/**
 * What the flow screen costs on a pty at 80×24 and 160×45 while a generator tells of inferences: CPU,
 * bytes to the terminal, memory; and whether a fault's loss lane stands at the right link.
 *
 *   npm run bench:flow -- [--rate 1000] [--seconds 20]
 *   npm run bench:flow -- --sandbox 300 [--seconds 20]      # from the demo's own traffic, over real sockets
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { flowOverSandbox } from './flow/over-sandbox.ts';
import { PtyProgram } from './pty.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '20' },
    sandbox: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
/** Seconds of start-up left out, and after which the fault begins. */
const settleSeconds = 5;
const wait = (s: number) => new Promise((resolve) => setTimeout(resolve, s * 1_000));

async function measure(program: string, rate: string, columns: number, rows: number) {
  const argv = [process.execPath, program, rate, String(settleSeconds)];
  const pty = new PtyProgram(argv, { columns, rows });
  try {
    await wait(settleSeconds);
    const before = { cpu: pty.cpuSeconds(), bytes: pty.bytes, at: performance.now() };
    await wait(seconds);
    const tookSeconds = (performance.now() - before.at) / 1_000;
    const screen = pty.screen();
    return {
      cpuPercent: ((pty.cpuSeconds() - before.cpu) / tookSeconds) * 100,
      bytesPerSecond: (pty.bytes - before.bytes) / tookSeconds,
      megabytes: pty.residentMegabytes(),
      screen,
    };
  } finally {
    await pty.quit();
  }
}

if (values.sandbox === undefined) await overGenerator();
else await overSandbox(Number(values.sandbox));

async function overSandbox(rate: number): Promise<void> {
  execFileSync(process.execPath, ['scripts/build.ts', '--quiet'], { stdio: 'inherit' });
  let isRight = true;
  for (const [columns, rows] of [
    [80, 24],
    [160, 45],
  ] as const) {
    const cost = await flowOverSandbox(rate, { columns, rows }, seconds);
    isRight &&= cost.laneIsRight && cost.conserved;
    console.log(
      `${columns}×${rows}  ${rate} asked, ${cost.perSecond.toFixed(0)} inferences/s told  console ${cost.cpuPercent.toFixed(0)} % of a core  ${cost.bytesPerSecond.toFixed(0)} B/s  ${cost.megabytes.toFixed(0)} MB  loss lane at gpu-a: ${cost.laneIsRight}, conserved: ${cost.conserved}`,
    );
    const each = [...cost.cpuMsByProcess].sort(([, a], [, b]) => b - a);
    const sum = each.reduce((all, [, ms]) => all + ms, 0);
    console.log(
      `  ${sum.toFixed(2)} ms of processor time an inference: ${each.map(([name, ms]) => `${name} ${ms.toFixed(2)}`).join(', ')}`,
    );
    console.log(cost.screen);
  }
  process.exitCode = isRight ? 0 : 1;
}

async function overGenerator(): Promise<void> {
  mkdirSync(join(process.cwd(), 'node_modules/.cache'), { recursive: true });
  const directory = mkdtempSync(join(process.cwd(), 'node_modules/.cache/bench-flow-'));
  try {
    const program = join(directory, 'asking.mjs');
    await build({
      entryPoints: ['scripts/flow/asking-console.ts'],
      outfile: program,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      minify: true,
      external: ['blessed', 'blessed-contrib'],
      define: { 'process.env.NODE_ENV': '"production"' },
      alias: { 'react-devtools-core': './scripts/empty-module.ts' },
      banner: {
        js: "import { createRequire as c } from 'node:module'; const require = c(import.meta.url);",
      },
    });
    let isRight = true;
    for (const [columns, rows] of [
      [80, 24],
      [160, 45],
    ] as const) {
      for (const rate of ['0', values.rate]) {
        const cost = await measure(program, rate, columns, rows);
        const lane = /lost at gpu-1 since/.test(cost.screen) && /LOST gpu/.test(cost.screen);
        const whole = /conserved/.test(cost.screen) && !/NOT conserved/.test(cost.screen);
        const checks = rate === '0' ? '' : `  loss lane at gpu-1: ${lane}, conserved: ${whole}`;
        if (rate !== '0') isRight &&= lane && whole;
        console.log(
          `${columns}×${rows}  ${rate.padStart(5)} inferences/s  ${cost.cpuPercent.toFixed(1).padStart(5)} % of a core  ${cost.bytesPerSecond.toFixed(0).padStart(5)} B/s  ${cost.megabytes.toFixed(0).padStart(4)} MB${checks}`,
        );
        if (rate !== '0' && columns === 80) console.log(cost.screen);
      }
    }
    process.exitCode = isRight ? 0 : 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
