/**
 * Injects every fault of the sandbox, each in a fresh chain, and scores the diagnosis; then watches a
 * healthy chain for false alarms. Runs the real program, as `npm run bench:sandbox` says:
 *
 *   npm run bench:sandbox -- [--for 30s] [--healthy 10m] [--only NAME,NAME] [--parallel 1]
 */

import { parseArgs } from 'node:util';
import { execa } from 'execa';

interface FaultLine {
  readonly name: string;
  readonly link: string;
  readonly mode: string;
}

interface DemoReport {
  readonly verdict: {
    readonly status: string;
    readonly culprits: readonly {
      readonly link: string;
      readonly mode: string;
      readonly probability: number;
    }[];
  };
  readonly timeToVerdictMs: number | null;
  readonly healthyBefore: boolean;
}

interface Row extends FaultLine {
  readonly healthyBefore: boolean;
  readonly found: string;
  readonly linkRight: boolean;
  readonly modeRight: boolean;
  readonly probability: number | null;
  readonly timeMs: number | null;
}

const { values } = parseArgs({
  options: {
    for: { type: 'string', default: '30s' },
    healthy: { type: 'string', default: '10m' },
    only: { type: 'string' },
    parallel: { type: 'string', default: '1' },
  },
});

async function weaklink(...args: readonly string[]): Promise<string> {
  const ended = await execa(process.execPath, ['dist/main.js', ...args], {
    reject: false,
    maxBuffer: 200_000_000,
  });
  if (ended.exitCode !== 0 && ended.exitCode !== 1) {
    throw new Error(`weaklink ${args.join(' ')} ended with ${ended.exitCode}: ${ended.stderr}`);
  }
  return ended.stdout;
}

async function measure(fault: FaultLine): Promise<Row> {
  const text = await weaklink(
    'demo',
    '--headless',
    '--fault',
    fault.name,
    '--for',
    values.for,
    '--json',
  );
  const report = JSON.parse(text) as DemoReport;
  const [culprit] = report.verdict.culprits;
  const linkRight = culprit?.link === fault.link;
  return {
    ...fault,
    healthyBefore: report.healthyBefore,
    found: culprit ? `${culprit.link} ${culprit.mode}` : report.verdict.status,
    linkRight,
    modeRight: linkRight && culprit?.mode === fault.mode,
    probability: culprit?.probability ?? null,
    timeMs: report.timeToVerdictMs,
  };
}

function print(row: Row): void {
  const mark = row.modeRight ? 'right' : row.linkRight ? 'link' : 'WRONG';
  const time = row.timeMs === null ? '–' : `${(row.timeMs / 1_000).toFixed(1)} s`;
  const sure = row.probability === null ? '–' : `${(row.probability * 100).toFixed(0)} %`;
  const before = row.healthyBefore ? '' : '  (not healthy before)';
  console.log(
    `${row.name.padEnd(26)} ${`${row.link} ${row.mode}`.padEnd(34)} ${mark.padEnd(6)} ${row.found.padEnd(34)} ${sure.padStart(5)} ${time.padStart(7)}${before}`,
  );
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function printTotals(): void {
  const times = rows.flatMap(({ timeMs }) => (timeMs === null ? [] : [timeMs / 1_000]));
  const share = (count: number) =>
    `${count} of ${rows.length} (${((count / rows.length) * 100).toFixed(1)} %)`;
  console.log(`\nlink top-1            ${share(rows.filter(({ linkRight }) => linkRight).length)}`);
  console.log(`link and mode top-1   ${share(rows.filter(({ modeRight }) => modeRight).length)}`);
  console.log(
    `healthy before        ${share(rows.filter(({ healthyBefore }) => healthyBefore).length)}`,
  );
  console.log(
    `time to right verdict median ${median(times).toFixed(1)} s, slowest ${Math.max(...times).toFixed(1)} s`,
  );
}

async function healthyRun(duration: string): Promise<void> {
  const text = await weaklink('demo', '--headless', '--for', duration, '--ndjson');
  const verdicts = text
    .split('\n')
    .filter((line) => line.includes('"weaklink.verdict"'))
    .map((line) => JSON.parse(line) as { data: { status: string; headline: string } });
  const looks = text.split('"type":"weaklink.observation"').length - 1;
  const alarms = verdicts.filter(({ data }) => data.status === 'fault');
  const doubts = verdicts.filter(({ data }) => data.status === 'undetermined');
  console.log(
    `healthy for ${duration}: ${looks} looks, ${verdicts.length} verdict changes, ${alarms.length} false alarms, ${doubts.length} doubts`,
  );
  for (const { data } of [...alarms, ...doubts].slice(0, 10)) console.log(`  ${data.headline}`);
}

const listed = JSON.parse(await weaklink('demo', '--list-faults', '--json')) as FaultLine[];
const wanted = values.only?.split(',');
// Where only a monitor lies, nothing is to be found: `weaklink drill` scores those.
const real = listed.filter(({ mode }) => mode !== 'monitor.lies');
const queue = real.filter(({ name }) => !wanted || wanted.includes(name));
const rows: Row[] = [];

async function work(): Promise<void> {
  for (let fault = queue.shift(); fault; fault = queue.shift()) {
    const row = await measure(fault);
    rows.push(row);
    print(row);
  }
}

await Promise.all(Array.from({ length: Number(values.parallel) }, work));

if (rows.length > 0) printTotals();
if (values.healthy !== '0') await healthyRun(values.healthy);
