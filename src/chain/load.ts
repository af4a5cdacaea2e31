import { dirname } from 'node:path';
import type { z } from 'zod';
import { WeaklinkError } from '../platform/errors.ts';
import { limits } from '../platform/limits.ts';
import { readRegularFile } from '../platform/regular-file.ts';
import { sanitise } from '../text/sanitise.ts';
import { addressProblem } from './address-rules.ts';
import { absolutePaths, missingFiles } from './attribution-files.ts';
import type { BareLink, ProbeCatalogue } from './catalogue.ts';
import { notUtf8, type ParsedFile, parseFile, tooLarge } from './document.ts';
import { type ChainFile, fileSchema } from './file-schema.ts';
import { probesOfLink } from './probes-of-link.ts';
import { ChainFileError, type Problem } from './problems.ts';
import { danglingReferences, needCycles } from './references.ts';
import { repaired } from './repair.ts';
import type { Chain, Link, Need } from './types.ts';
import { problemsOf } from './zod-problems.ts';

/**
 * The text of a chain.yaml → a chain.
 *
 * @param file its name, for messages
 * @param catalogue the probes that it may name
 * @throws ChainFileError with every problem of the file
 */
export function loadChain(text: string, file: string, catalogue: ProbeCatalogue): Chain {
  return chainOf(parseFile(text, sanitise(file)), catalogue);
}

/** As {@link loadChain}, of what is parsed already: also a chain that stands inside another file. */
export function chainOf(parsed: ParsedFile, catalogue: ProbeCatalogue): Chain {
  if (parsed.problems.length > 0) throw new ChainFileError(parsed.problems);
  const { file: chain, issues } = repaired(parsed.data);
  const problems: Problem[] = [...problemsOf(issues, { parsed, base: [], schema: fileSchema })];
  if (!chain) throw new ChainFileError(problems);
  problems.push(...danglingReferences(chain, parsed), ...needCycles(chain, parsed));
  const unsound = new Set(issues.flatMap(linkLeftOpen));
  const links = linksOfFile({ file: chain, parsed, catalogue, unsound }, problems);
  if (problems.length > 0) throw new ChainFileError(problems);
  return {
    name: chain.chain,
    models: Object.entries(chain.models ?? {}).map(([id, model]) =>
      typeof model === 'string'
        ? { id, at: model, needs: [] }
        : { id, at: model.at, needs: needsOf(model.needs) },
    ),
    links,
    ...(chain.attribution ? { attribution: { datanets: [], ...chain.attribution } } : {}),
    ...(chain.policies ? { policies: chain.policies } : {}),
    vantages: Object.entries(chain.vantages ?? {}).map(([name, address]) => ({
      name,
      address,
    })),
  };
}

const recording = /\.jsonl(?:\.zst)?$/;

/** Reads a chain file, which must be a regular file within the limit. @throws ChainFileError, WeaklinkError E_FILE */
export async function readChainFile(path: string, catalogue: ProbeCatalogue): Promise<Chain> {
  if (recording.test(path)) {
    const hint = 'Give a recording as --recording FILE, or play it: weaklink replay FILE.';
    throw notReadable(path, 'it has the name of a recording, not of a chain file', hint);
  }
  const parsed = parseFile(await readTextFile(path), sanitise(path));
  const chain = chainOf(parsed, catalogue);
  if (!chain.attribution) return chain;
  const problems = await missingFiles(chain.attribution, dirname(path), parsed);
  if (problems.length > 0) throw new ChainFileError(problems);
  return { ...chain, attribution: absolutePaths(chain.attribution, dirname(path)) };
}

/** The text of a file of ours, UTF-8 and within the limit. @throws ChainFileError, WeaklinkError E_FILE */
export async function readTextFile(
  path: string,
  hint = 'Give the path of a chain.yaml, or run "weaklink init" to write one.',
): Promise<string> {
  const read = await readRegularFile(path, limits.chainFileBytes);
  switch (read.kind) {
    case 'read':
      return textOf(read.bytes, path);
    case 'too-large':
      throw new ChainFileError([tooLarge(sanitise(path))]);
    case 'not-regular':
      throw notReadable(path, 'it is not a regular file', hint);
    case 'failed':
      throw notReadable(path, reasons[read.errno] ?? `it cannot be read (${read.errno})`, hint);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
};

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ChainFileError([notUtf8(sanitise(path))]);
  }
}

function notReadable(path: string, reason: string, hint: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_FILE',
    message: `${sanitise(path)}: ${reason}`,
    hint,
  });
}

/** The link whose kind or address is not known because of this issue: what follows from them is not told. */
function linkLeftOpen({ path: [top, id, key] }: z.core.$ZodIssue): readonly string[] {
  const isOpen = top === 'links' && (key === undefined || key === 'kind' || key === 'address');
  return isOpen && id !== undefined ? [String(id)] : [];
}

interface LinksInput {
  readonly file: ChainFile;
  readonly parsed: ParsedFile;
  readonly catalogue: ProbeCatalogue;
  readonly unsound: ReadonlySet<string>;
}

function linksOfFile(
  { file, parsed, catalogue, unsound }: LinksInput,
  problems: Problem[],
): readonly Link[] {
  return Object.entries(file.links).map(([id, entry]) => {
    const link: BareLink = {
      id,
      kind: entry.kind,
      needs: needsOf(entry.needs),
      labels: entry.labels ?? {},
      probes: [],
      ...(entry.address === undefined ? {} : { address: entry.address }),
      ...(entry.owner === undefined ? {} : { owner: entry.owner }),
      ...(entry.environment === undefined ? {} : { environment: entry.environment }),
      ...(entry.region === undefined ? {} : { region: entry.region }),
      ...(entry.provider === undefined ? {} : { provider: entry.provider }),
    };
    const wrongAddress = unsound.has(id) ? undefined : addressProblem(id, entry, parsed);
    if (wrongAddress) problems.push(wrongAddress);
    const isSound = !unsound.has(id) && !wrongAddress;
    const found = probesOfLink({ file, link, entry, parsed, catalogue, isSound });
    problems.push(...found.problems);
    return { ...link, probes: found.plans };
  });
}

function needsOf(needs: ChainFile['links'][string]['needs']): readonly Need[] {
  return (needs ?? []).map((need) => (typeof need === 'string' ? { link: need } : need));
}
