import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { WeaklinkError } from '../platform/errors.ts';
import { limits } from '../platform/limits.ts';
import { sanitise } from '../text/sanitise.ts';
import { wrongAddresses } from './address-rules.ts';
import type { BareLink, ProbeCatalogue } from './catalogue.ts';
import { type ParsedFile, parseFile, tooLarge } from './document.ts';
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
  const parsed = parseFile(text, sanitise(file));
  if (parsed.problems.length > 0) throw new ChainFileError(parsed.problems);
  const { file: chain, issues } = repaired(parsed.data);
  const problems: Problem[] = [...problemsOf(issues, parsed, [], fileSchema)];
  if (!chain) throw new ChainFileError(problems);
  problems.push(
    ...danglingReferences(chain, parsed),
    ...needCycles(chain, parsed),
    ...wrongAddresses(chain, parsed),
  );
  const links = linksOfFile(chain, parsed, catalogue, problems);
  if (problems.length > 0) throw new ChainFileError(problems);
  return {
    name: chain.chain,
    models: Object.entries(chain.models ?? {}).map(([id, model]) =>
      typeof model === 'string'
        ? { id, at: model, needs: [] }
        : { id, at: model.at, needs: needsOf(model.needs) },
    ),
    links,
    vantages: Object.entries(chain.vantages ?? {}).map(([name, address]) => ({
      name,
      address,
    })),
  };
}

/** Reads a chain file, which must be a regular file within the limit. @throws ChainFileError, WeaklinkError E_FILE */
export async function readChainFile(path: string, catalogue: ProbeCatalogue): Promise<Chain> {
  return loadChain(await readBounded(path), path, catalogue);
}

async function readBounded(path: string): Promise<string> {
  try {
    // Opening a FIFO for reading would wait for its writer; a file opens at once.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = await handle.stat();
      if (!status.isFile()) throw notReadable(path, 'it is not a regular file');
      if (status.size > limits.chainFileBytes) throw new ChainFileError([tooLarge(sanitise(path))]);
      const { buffer, bytesRead } = await handle.read(
        Buffer.alloc(limits.chainFileBytes + 1),
        0,
        limits.chainFileBytes + 1,
        0,
      );
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof WeaklinkError) throw error;
    throw notReadable(path, reasonOf(error), error);
  }
}

function notReadable(path: string, reason: string, cause?: unknown): WeaklinkError {
  return new WeaklinkError({
    code: 'E_FILE',
    message: `${sanitise(path)}: ${reason}`,
    hint: 'Give the path of a chain.yaml, or run "weaklink init" to write one.',
    cause,
  });
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'it may not be read';
  return `it cannot be read (${code ?? 'unknown error'})`;
}

function linksOfFile(
  file: ChainFile,
  parsed: ParsedFile,
  catalogue: ProbeCatalogue,
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
    const found = probesOfLink({ file, link, entry, parsed, catalogue });
    problems.push(...found.problems);
    return { ...link, probes: found.plans };
  });
}

function needsOf(needs: ChainFile['links'][string]['needs']): readonly Need[] {
  return (needs ?? []).map((need) => (typeof need === 'string' ? { link: need } : need));
}
