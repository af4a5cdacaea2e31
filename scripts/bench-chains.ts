/**
 * `npm run bench:chains -- [--chains 2000] [--seed 1] [--jobs 2] [--asking 200] [--misses 10] [--json]`: how well the
 * diagnosis names what is broken in random chains, beside four simpler ways. The chains, their faults and
 * what probes see of them come from a simulation of requests (bench/chains/walk.ts), not from the
 * engine's own tables. The same seed gives the same figures. `--show SEED` prints one case in full,
 * `--asking` says of how many chains it is counted how many looks it takes to be certain.
 */
import { parseArgs } from 'node:util';
import { summariseAsking } from '../bench/chains/asking.ts';
import { askAll, judgeAll } from '../bench/chains/jobs.ts';
import type { Outcome } from '../bench/chains/judge-case.ts';
import { askingTable, tables } from '../bench/chains/print.ts';
import { showCase } from '../bench/chains/show.ts';
import { isTopRight, summarise } from '../bench/chains/summary.ts';

const { values } = parseArgs({
  options: {
    chains: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    asking: { type: 'string', default: '200' },
    misses: { type: 'string', default: '0' },
    show: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

if (values.show !== undefined) {
  console.log(showCase(Number(values.show)).join('\n'));
  process.exit();
}

const first = Number(values.seed);
const seeds = Array.from({ length: Number(values.chains) }, (_, index) => first + index);
const jobs = Number(values.jobs);
const outcomes = await judgeAll(seeds, jobs);
const summary = summarise(outcomes);
const asking = summariseAsking(await askAll(seeds.slice(0, Number(values.asking)), jobs));

if (values.json) {
  console.log(JSON.stringify({ summary, asking, outcomes }));
} else {
  console.log([...tables(summary), '', ...askingTable(asking)].join('\n'));
  const misses = outcomes.filter(isMiss).slice(0, Number(values.misses));
  for (const outcome of misses) console.log(missLine(outcome));
}

/** What could be seen, and was not named; or named, and was not so. */
function isMiss(outcome: Outcome): boolean {
  const { truths, blamed } = outcome;
  if (truths.some(({ telling }) => telling === 0)) return false;
  if (blamed.some(({ link }) => !truths.some((truth) => truth.link === link))) return true;
  return truths.some(({ link }) => link !== null) && !isTopRight(outcome);
}

function missLine({ seed, kind, links, truths, headline, top, blamed }: Outcome): string {
  const true_ = truths.map(
    ({ link, mechanism, telling, own }) =>
      `${link ?? 'outside'} ${mechanism} (${telling} series${own ? ', its own' : ''})`,
  );
  const said = blamed.map(({ link, mode, p }) => `${link} ${mode} ${p}`).join(' + ');
  return `seed ${seed}, ${kind}, ${links} links: ${true_.join(' + ') || 'nothing'} → ${said || `${headline} [${top.link} ${top.mode} ${top.p}]`}`;
}
