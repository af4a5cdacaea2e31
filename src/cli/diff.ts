import { changesOf } from '../drift/change-events.ts';
import { compare } from '../drift/compare.ts';
import { type Ranking, rankDifferences, rankedHeadline } from '../drift/rank.ts';
import type { Comparison } from '../drift/types.ts';
import type { Change } from '../events/types.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { driftJson } from '../report/drift/json.ts';
import { driftMarkdown } from '../report/drift/markdown.ts';
import { driftText } from '../report/drift/text.ts';
import type { DriftReport } from '../report/drift/types.ts';
import { changed } from '../report/words.ts';
import type { Session } from '../session/session.ts';
import { safe } from '../text/sanitise.ts';
import type { CommandContext, OptionValues, RunCommand } from './command.ts';
import { blameOf, type Diagnosed, madeAtOf, type Sides } from './diff/side.ts';
import { sidesOf } from './diff/sides.ts';
import { readVerdict } from './diff/verdict-file.ts';
import { writeChanges } from './diff/write-events.ts';
import { textLook } from './text-look.ts';

/**
 * `weaklink diff A B`: what differs between two snapshots, chains, environments, machines, containers or
 * moments, ranked by how likely it explains what is broken.
 *
 * @returns 0 nothing differs, 1 something does, 3 where nothing does and not all could be compared
 */
export const runDiff: RunCommand = async (operands, options, context) => {
  refuseTwoFormats(options);
  const sides = await sidesOf(operands, options, context);
  try {
    return await tellDifferences(sides, options, context);
  } finally {
    await sides.session?.stop();
  }
};

async function tellDifferences(
  sides: Sides,
  options: OptionValues,
  context: CommandContext,
): Promise<ExitCode> {
  const { before, after, isTime, session } = sides;
  const byNatureToo = isTime || options.all === true;
  const comparison = compare(before.snapshot, after.snapshot, { byNatureToo });
  const diagnosed =
    typeof options.verdict === 'string' ? await readVerdict(options.verdict) : sides.diagnosed;
  const ranking = rankDifferences(comparison.differences, diagnosed && blameOf(sides, diagnosed));
  const changes = changesOf(
    ranking.ranked,
    { before: before.snapshot, after: after.snapshot, isTime },
    madeAtOf(diagnosed?.observations ?? []),
  );
  // The session takes them in, so that its verdict and the journal know them too.
  const isOwn = diagnosed !== null && diagnosed === sides.diagnosed;
  const told = session && isOwn ? judgeWith(session, changes) : diagnosed;
  if (typeof options.events === 'string') {
    await writeChanges(options.events, changes, options.overwrite === true);
  }
  writeReport(reportOf(sides, comparison, ranking, told), options, context);
  if (comparison.differences.length > 0) return ExitCode.Fault;
  const sawAll = comparison.compared > 0 && comparison.untold.length === 0;
  return sawAll ? ExitCode.Healthy : ExitCode.CouldNotLook;
}

/** What the diagnosis says once it knows the differences. */
function judgeWith(session: Session, changes: ReturnType<typeof changesOf>): Diagnosed {
  const keyOf = ({ link, what, to }: Change) => `${link}\n${what}\n${to}`;
  const known = new Set(
    session.stream
      .history()
      .flatMap((event) => (event.type === 'weaklink.change' ? [keyOf(event.data)] : [])),
  );
  for (const { time, data } of changes) {
    if (!known.has(keyOf(data))) session.publish('change', data, data.link, time);
  }
  return { verdict: session.judging.judge(), observations: session.judging.observations };
}

function reportOf(
  { before, after }: Sides,
  { untold, compared, byNature }: Comparison,
  ranking: Ranking,
  diagnosed: Diagnosed | null,
): DriftReport {
  const verdict = diagnosed?.verdict;
  const change = verdict?.culprits.find((one) => one.change)?.change;
  return {
    ...ranking,
    before: { name: before.name, takenAt: before.snapshot.takenAt },
    after: { name: after.name, takenAt: after.snapshot.takenAt },
    headline: rankedHeadline(ranking),
    verdict: verdict?.headline ?? null,
    change: change ? safe`${changed(change)}` : null,
    untold,
    compared,
    byNature,
  };
}

function writeReport(report: DriftReport, options: OptionValues, { output }: CommandContext): void {
  if (options.json === true) output.result(driftJson(report));
  else if (options.markdown === true) output.result(driftMarkdown(report));
  else output.result(driftText(report, textLook(output)));
}

function refuseTwoFormats(options: OptionValues): void {
  if (options.json !== true || options.markdown !== true) return;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: 'only one of --json and --markdown can go to stdout',
    hint: 'Choose one.',
  });
}
