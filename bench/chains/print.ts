import type { summariseAsking } from './asking.ts';
import type { Bin } from './calibration.ts';
import { rivals } from './judge-case.ts';
import type { Share, Summary } from './summary.ts';

type Asking = ReturnType<typeof summariseAsking>;

const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
const shown = ({ share, of }: Share) => `${percent(share).padStart(7)} of ${of}`;

/** The tables of the bench, as lines. */
export function tables(summary: Summary): readonly string[] {
  const { top1, blame, healthy, outside, invisible, double, triple, calibration } = summary;
  const statuses = (name: string, s: typeof healthy) =>
    `  ${name.padEnd(34)} ${s.blamed} blamed, ${s.undetermined} cannot tell, ${s.healthy} healthy, of ${s.of}`;
  return [
    `${summary.cases} random chains`,
    '',
    'One fault that somebody could see: the link named first',
    `  ${' '.repeat(12)} ${'all'.padEnd(18)} ${'can be told apart'.padEnd(18)} cannot`,
    ...(['engine', ...rivals] as const).map(
      (name) =>
        `  ${(name === 'engine' ? 'weaklink' : name).padEnd(12)} ${[top1, summary.top1Clear, summary.unclearTop1].map((own) => shown(own[name]).padEnd(18)).join(' ')}`,
    ),
    `  one of those that look alike       ${shown(summary.amongAlike)}`,
    ...Object.entries(summary.top1ByKind).map(
      ([kind, own]) =>
        `  ${kind.padEnd(12)} weaklink ${shown(own.engine)}, best rival ${percent(Math.max(...rivals.map((name) => own[name].share)))}`,
    ),
    `  mode, where the link is right      ${shown(summary.mode)}`,
    `  blamed rightly and alone           ${shown(blame.right)}`,
    `  blamed with an innocent one        ${shown(blame.alsoWrong)}`,
    `  blamed wrongly                     ${shown(blame.wrong)}`,
    `  cannot tell                        ${shown(blame.undetermined)}`,
    `  held healthy                       ${shown(blame.healthy)}`,
    '',
    'Other cases',
    statuses('nothing broken', healthy),
    statuses('a cause outside the chain', outside),
    statuses('a fault that no look could show', invisible),
    ...Object.entries({ 'two faults': double, 'three faults': triple }).flatMap(([name, own]) => [
      `  ${name}: all named ${shown(own.all)}, some ${shown(own.some)}, first one right ${shown(own.top1)}, an innocent one too ${shown(own.withInnocent)}`,
    ]),
    '',
    `Calibration error ${calibration.all.toFixed(3)} over all cases, ${calibration.seen.toFixed(3)} without those that nobody could see, ${calibration.withFault.toFixed(3)} where something is broken`,
    ...diagram(calibration.bins),
    '  where something is broken:',
    ...diagram(calibration.binsWithFault),
    '',
    'By size',
    ...summary.bySize.map(
      ({ from, to, engine, flock }) =>
        `  ${from}–${to} links`.padEnd(18) +
        `weaklink ${shown(engine)}, flock ${percent(flock.share)}`,
    ),
    '',
    'By what broke',
    ...summary.byMechanism.map(
      ({ mechanism, engine, mode, flock }) =>
        `  ${mechanism.padEnd(34)} ${shown(engine)}, mode ${percent(mode.share)}, flock ${percent(flock.share)}`,
    ),
  ];
}

/** Looks until certain, asked for by what they tell and in the order of the file. */
export function askingTable({ cases, gain, file, ratio, bothCertain }: Asking): readonly string[] {
  const line = (name: string, own: Asking['gain']) =>
    `  ${name.padEnd(24)} ${own.looks} looks, median ${own.median}; certain ${own.certain}, rightly ${own.rightWhenCertain}`;
  return [
    `Looks until certain, from a cold start, in ${cases} chains with one fault`,
    line('by what they would tell', gain),
    line('in the order of the file', file),
    `  ratio ${percent(ratio)}; where both came to be certain (${bothCertain.cases}) ${percent(bothCertain.ratio)}`,
  ];
}

function diagram(bins: readonly Bin[]): readonly string[] {
  return bins.map(({ from, to, count, said, right }) => {
    const range = `  ${from.toFixed(1)}–${to.toFixed(1)}`;
    if (said === null || right === null) return `${range}  none`;
    return `${range}  said ${said.toFixed(3)}  true ${right.toFixed(3)}  ${'#'.repeat(Math.round(right * 40)).padEnd(40)} ${count}`;
  });
}
