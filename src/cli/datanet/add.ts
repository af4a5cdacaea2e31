import { type Added, DatanetWriter } from '../../attribution/datanet/catalogue/datanet-writer.ts';
import { createDatanet } from '../../attribution/datanet/datanet-file.ts';
import { interrupted } from '../../attribution/datanet/errors.ts';
import {
  type FoundDocument,
  readDocuments,
} from '../../attribution/datanet/intake/read-documents.ts';
import { tokenisers } from '../../attribution/tokens/tokenisers.ts';
import type { Tokeniser } from '../../attribution/tokens/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import type { OptionValues, RunCommand } from '../command.ts';
import type { Output } from '../output.ts';
import { datanetDirectory } from './where.ts';

/** Lines about single documents that are shown; the rest are counted. */
const SHOWN = 20;

/** What became of a document, as `--json` tells it. */
interface Outcome {
  readonly title: string;
  readonly outcome: Added['kind'] | 'skipped';
  readonly hash?: string;
  readonly why?: string;
  readonly copiedFrom?: {
    readonly title: string;
    readonly contributor: string;
    readonly registered: string;
  };
}

/**
 * `weaklink datanet add DATANET PATH…`: hands in documents, making the datanet where there is none.
 *
 * @throws WeaklinkError E_DOCUMENTS with file and line, E_CONTRIBUTOR, E_OPTION, E_DATANET_…
 */
export const runDatanetAdd: RunCommand = async ([name = '', ...paths], options, context) => {
  const { output, signal, globals } = context;
  const now = new Date().toISOString();
  const defaults = defaultsOf(options, now);
  const directory = datanetDirectory(name, globals);
  await createDatanet(directory, tokeniserOf(options.tokens));
  const writer = await DatanetWriter.open(directory);
  const outcomes: Outcome[] = [];
  try {
    if (writer.wasTorn) output.progress('The journal ended in half a line; that was cut off.');
    for await (const found of readDocuments(paths)) {
      if (signal.aborted) throw interrupted('handing in');
      if (found.kind === 'skipped') {
        outcomes.push({ title: found.file, outcome: 'skipped', why: found.why });
        continue;
      }
      const document = { ...found, ...completed(found, defaults) };
      const added = await writer.add(document, now, options.restore === true);
      outcomes.push(outcomeOf(found.title, added));
    }
  } finally {
    await writer.close();
  }
  tell(name, outcomes, options.json === true, output);
  return ExitCode.Healthy;
};

interface Defaults {
  readonly contributor: string | null;
  readonly licence: string | null;
  readonly registered: string;
}

function defaultsOf(options: OptionValues, now: string): Defaults {
  const text = (value: OptionValues[string]) => (typeof value === 'string' ? value : null);
  const registered = text(options.registered);
  if (registered !== null && Number.isNaN(Date.parse(registered))) {
    throw new WeaklinkError({
      code: 'E_OPTION',
      message: `--registered: "${sanitise(registered)}" is no time`,
      hint: 'Give 2026-11-21 or 2026-11-21T14:02:00Z.',
    });
  }
  return {
    contributor: text(options.contributor),
    licence: text(options.licence),
    registered: registered === null ? now : new Date(registered).toISOString(),
  };
}

function completed(found: FoundDocument, defaults: Defaults) {
  const contributor = found.contributor ?? defaults.contributor;
  if (contributor === null) {
    throw new WeaklinkError({
      code: 'E_CONTRIBUTOR',
      message: `${sanitise(found.title)}: nobody says who contributed it`,
      hint: 'Give --contributor, or "contributor" on each line of a JSON Lines file.',
    });
  }
  return {
    contributor: sanitise(contributor, { maxCharacters: 200 }),
    licence: found.licence ?? defaults.licence,
    registered:
      found.registered === null ? defaults.registered : new Date(found.registered).toISOString(),
    title: sanitise(found.title),
  };
}

function tokeniserOf(kind: OptionValues[string]): Tokeniser {
  const name = typeof kind === 'string' ? kind : 'words';
  if (Object.hasOwn(tokenisers, name)) return tokenisers[name as keyof typeof tokenisers];
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `--tokens: "${sanitise(name)}" is no kind of token`,
    hint: `Give ${Object.keys(tokenisers).join(' or ')}.`,
  });
}

function outcomeOf(title: string, added: Added): Outcome {
  if (added.kind === 'added') return { title, outcome: 'added', hash: added.document.hash };
  if (added.kind === 'barred') return { title, outcome: 'barred', hash: added.hash };
  if (added.kind !== 'copy') return { title, outcome: added.kind };
  const { title: from, contributor, registered } = added.owner;
  const copiedFrom = { title: from, contributor, registered };
  return { title, outcome: 'copy', hash: added.document.hash, copiedFrom };
}

function tell(name: string, outcomes: readonly Outcome[], json: boolean, output: Output): void {
  if (json) {
    const document = { schema: 'weaklink.datanet-add/1', datanet: name, documents: outcomes };
    output.result(`${JSON.stringify(document, null, 2)}\n`);
    return;
  }
  const odd = outcomes.filter(({ outcome }) => outcome !== 'added');
  const lines = odd.slice(0, SHOWN).map(lineOf);
  if (odd.length > SHOWN) lines.push(safe`… and ${odd.length - SHOWN} more`);
  const count = outcomes.length - odd.length;
  lines.push(safe`${count} added to ${name}, ${odd.length} not`);
  if (count > 0) lines.push(safe`Next: weaklink datanet build ${name}`);
  output.result(`${lines.join('\n')}\n`);
}

const words: Readonly<Record<Outcome['outcome'], string>> = {
  added: 'added',
  copy: 'is copied from',
  known: 'was there already',
  empty: 'has no tokens',
  barred: 'was taken down; --restore takes it in again',
  full: 'finds no room: the datanet holds as many documents as it may',
  skipped: '',
};

function lineOf({ title, outcome, why, copiedFrom }: Outcome) {
  if (!copiedFrom) return safe`${title} ${why ?? words[outcome]}`;
  const { title: from, contributor, registered } = copiedFrom;
  return safe`${title} is copied from ${from} of ${contributor}, registered ${registered.slice(0, 10)}; it earns nothing`;
}
