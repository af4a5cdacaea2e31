/**
 * `npm run bench:probing -- [--rounds 5] [--seconds 5] [--looks 40]`: what looking costs. First the
 * scheduler by itself; then our HTTP, TCP and HTTPS looks beside the same probes of blackbox_exporter
 * at the same nginx in the same run. Ends with 1 where a target is missed.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './probing/compare.ts';
import { printSchedulerCost } from './probing/scheduler-cost.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    /** Looks a second for the cost of the scheduler; 0 leaves that out. */
    looks: { type: 'string', default: '40' },
  },
});
const seconds = Number(values.seconds);

if (Number(values.looks) > 0) await printSchedulerCost(Number(values.looks), seconds);
const nginx = find('nginx');
const blackbox = find('prometheus-blackbox-exporter') ?? find('blackbox_exporter');
if (nginx === undefined || blackbox === undefined) {
  console.log('\nnginx or blackbox_exporter is not installed: nothing to compare with');
} else {
  const isMet = await compare({ nginx, blackbox }, Number(values.rounds), seconds);
  process.exitCode = isMet ? 0 : 1;
}

function find(name: string): string | undefined {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
