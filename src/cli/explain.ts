import { existsSync } from 'node:fs';
import { suggest } from '../chain/nearest.ts';
import type { Chain, LinkId } from '../chain/types.ts';
import type { Grounds } from '../diagnosis/engine.ts';
import { explain } from '../diagnosis/explaining/explain.ts';
import type { Ruling } from '../events/ruling.ts';
import type { Verdict } from '../events/verdict.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { explanationText } from '../report/explanation/text.ts';
import type { CommandContext, OptionValues, RunCommand } from './command.ts';
import { exitCodeOf } from './exit-code-of.ts';
import { textLook } from './text-look.ts';

/** What is known when something is explained. */
export interface Known {
  readonly grounds: Grounds;
  readonly verdict: Verdict;
  /** What the policies of the chain say; undefined where nobody judged them. */
  readonly policies?: readonly Ruling[] | undefined;
}

/**
 * `weaklink explain [LINK] [chain.yaml]`: why a link is blamed, cleared or untested, from a few looks
 * now or from a recording.
 *
 * @returns as a check
 */
export const runExplain: RunCommand = async (operands, options, context) => {
  const asked = operandsOf(operands, options);
  const { grounds, verdict, policies } = await knownBy(asked.chainFile, options, context);
  const links = linksAsked(asked.link, grounds.chain, verdict);
  const explanations = explain(grounds, verdict, links);
  const { output } = context;
  if (options.json === true) {
    const { at, status, headline } = verdict;
    const document = {
      schema: 'weaklink.explanation/1',
      at,
      status,
      headline,
      links: explanations,
      ...(policies ? { policies } : {}),
    };
    output.result(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    const look = textLook(output);
    const arithmetic = options.arithmetic === true;
    const detailed = asked.link !== null;
    output.result(explanationText(explanations, { arithmetic, detailed, verdict, policies }, look));
  }
  return exitCodeOf(
    verdict,
    grounds.streams.map(({ link, last }) => ({ link, outcome: last.outcome })),
    policies,
  );
};

/** One word may be a link or a file; what is a file, or looks like one, is a chain file. */
function operandsOf(
  operands: readonly string[],
  { recording }: OptionValues,
): { link: string | null; chainFile: readonly string[] } {
  const [first, second] = operands;
  if (second !== undefined && typeof recording === 'string') {
    throw new WeaklinkError({
      code: 'E_OPTION',
      message: '--recording brings its own chain: a chain file beside it says nothing',
      hint: 'weaklink explain LINK --recording FILE',
    });
  }
  if (second !== undefined) return { link: first ?? null, chainFile: [second] };
  const isFile = first !== undefined && (/\.ya?ml$/.test(first) || existsSync(first));
  return isFile ? { link: null, chainFile: [first] } : { link: first ?? null, chainFile: [] };
}

async function knownBy(
  chainFile: readonly string[],
  options: OptionValues,
  context: CommandContext,
): Promise<Known> {
  if (typeof options.recording === 'string') {
    const { knownFromRecording } = await import('./explain/from-recording.ts');
    return knownFromRecording(options.recording, options.at);
  }
  if (options.at !== undefined) {
    throw new WeaklinkError({ code: 'E_OPTION', message: '--at is for --recording' });
  }
  const { knownFromLooks } = await import('./explain/from-looks.ts');
  return knownFromLooks(chainFile, options.rounds, context);
}

/** The one that was named; else whatever is not well, and all where all is well. */
function linksAsked(link: string | null, { links }: Chain, verdict: Verdict): readonly LinkId[] {
  const ids = links.map(({ id }) => id);
  if (link === null) {
    const unwell = verdict.links.filter(({ state }) => state !== 'cleared');
    return unwell.length > 0 ? unwell.map((finding) => finding.link) : ids;
  }
  if (ids.includes(link)) return [link];
  throw new WeaklinkError({
    code: 'E_LINK_UNKNOWN',
    message: `there is no link "${link}" in this chain`,
    hint: suggest(link, ids),
  });
}
