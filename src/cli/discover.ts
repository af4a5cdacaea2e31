import { basename } from 'node:path';
import { probes } from '../../probes/registry.ts';
import { parseFile } from '../chain/document.ts';
import type { ChainFile } from '../chain/file-schema.ts';
import { loadChain, readTextFile } from '../chain/load.ts';
import { formatOf, formats } from '../discover/configuration/format.ts';
import type { NamedFile } from '../discover/context.ts';
import { type Discovery, discover } from '../discover/discover.ts';
import { unifiedDiff } from '../discover/file/diff.ts';
import { leftOutIn } from '../discover/file/left-out.ts';
import { mergeInto } from '../discover/file/merge.ts';
import { newFile } from '../discover/file/new-file.ts';
import { isEmptyPlan, type MergePlan, planMerge } from '../discover/file/plan.ts';
import { plainId, uniqueIds } from '../discover/join/names.ts';
import { sources } from '../discover/sources.ts';
import { systemClock } from '../platform/clock.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { Vantages } from '../session/vantages.ts';
import { createRedactor, type Redactor } from '../text/redact.ts';
import { safe, sanitise } from '../text/sanitise.ts';
import { VantageLostError } from '../vantage/types.ts';
import { DEFAULT_CHAIN_FILE } from './chain-file.ts';
import type { RunCommand } from './command.ts';
import { agree } from './discover/agree.ts';
import { type DiscoverSettings, settingsOf } from './discover/options.ts';
import { findingsText, planText } from './discover/tell.ts';
import { schemaReference } from './init/schema-reference.ts';
import type { Output } from './output.ts';
import { writeFileOrSay } from './write-file.ts';

/** Milliseconds for all of it: reading a large machine over SSH takes some seconds. */
const LOOK_MS = 60_000;

/**
 * `weaklink discover [FILE]`: a chain file from what is there, or what is new for one that exists.
 * Looks and reads; writes the file alone, and only when it is told to.
 */
export const runDiscover: RunCommand = async (operands, options, { output, signal }) => {
  const settings = settingsOf(options);
  const file = operands[0] ?? DEFAULT_CHAIN_FILE;
  const target = settings.output ?? file;
  const before = await textBefore(target === '-' ? file : target);
  const data = before === null ? null : checkedData(before, file);
  const redactor = createRedactor();
  const place = placeOf(settings, data);
  const leaveOut = leftOutIn(before ?? '');
  const found = await look(settings, place, { leaveOut, redactor, signal });
  if (signal.aborted) return ExitCode.Interrupted;
  const { joined, machine } = found;
  const complete = isAllAsked(settings);
  const plan = planMerge({ joined, file: data, here: machine.here, place, complete });
  const after = textAfter({
    before,
    plan,
    target: target === '-' ? file : target,
    settings,
    machine,
  });
  const told = [...joined.told, ...plan.told];
  if (settings.json) {
    output.result(jsonOf({ found, plan, told, after, before, file: target, redactor }));
  } else {
    const findings = findingsText(joined, told, redactor);
    // What is piped on is the file alone; what is told of it goes to whoever waits.
    if (target === '-') output.progress(findings.trimEnd());
    else output.result(findings);
  }
  return settle({ settings, target, before, after, plan, output, signal });
};

/** Only where nothing was left out can what is missing be called gone. */
function isAllAsked({ entries, sources: asked, cluster }: DiscoverSettings): boolean {
  return (
    entries.length === 0 &&
    asked.length === Object.keys(sources).length &&
    Object.keys(cluster).length === 0
  );
}

interface Outcome {
  readonly settings: DiscoverSettings;
  readonly target: string;
  readonly before: string | null;
  readonly after: string;
  readonly plan: MergePlan;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/** Prints, shows the difference, asks and writes, as the command line says. */
async function settle(outcome: Outcome): Promise<ExitCode> {
  const { settings, target, before, after, plan, output, signal } = outcome;
  if (target === '-') {
    if (!settings.json) output.result(after);
    return ExitCode.Healthy;
  }
  if (plan.links.length === 0 && before === null) {
    output.progress('nothing was found that could be a link; nothing is written');
    return ExitCode.CouldNotLook;
  }
  if (isEmptyPlan(plan)) {
    output.progress(safe`${target}: nothing is new`);
    return ExitCode.Healthy;
  }
  if (settings.dryRun) {
    if (!settings.json) output.result(unifiedDiff(before ?? '', after, sanitise(target)));
    return ExitCode.Healthy;
  }
  // A script that asks for the document has not asked for a file.
  if (settings.json && !settings.yes) return ExitCode.Healthy;
  const question = `${before === null ? 'write' : 'add to'} ${sanitise(target)}: ${planText(plan)}?`;
  if (!settings.yes && !(await agree(question, signal))) {
    output.progress('nothing is written');
    return ExitCode.Healthy;
  }
  await writeWhole(target, before, after);
  output.progress(
    safe`wrote ${target}: ${planText(plan)}; check it with: weaklink validate ${target}`,
  );
  return ExitCode.Healthy;
}

/** Nothing where somebody else wrote meanwhile. */
async function writeWhole(path: string, before: string | null, after: string): Promise<void> {
  const now = await textBefore(path);
  if (now !== before) {
    throw new WeaklinkError({
      code: 'E_CHANGED',
      message: `${sanitise(path)} was changed by somebody else meanwhile`,
      hint: 'Run the command again.',
    });
  }
  await writeFileOrSay(path, after);
}

/** Null where there is no such file yet. @throws WeaklinkError E_FILE, ChainFileError */
async function textBefore(path: string): Promise<string | null> {
  try {
    return await readTextFile(path);
  } catch (error) {
    if (error instanceof WeaklinkError && /there is no such file/.test(error.message)) return null;
    throw error;
  }
}

/** What a file holds; nothing is added to one that is wrong. @throws ChainFileError */
function checkedData(text: string, path: string): ChainFile {
  loadChain(text, sanitise(path), probes);
  return parseFile(text, path).data as ChainFile;
}

interface Place {
  readonly name: string;
  readonly address: string;
}

/** The vantage, under the name that the file has for it. */
function placeOf({ vantage }: DiscoverSettings, data: ChainFile | null): Place {
  if (vantage === 'local') return { name: 'local', address: 'local' };
  const known = Object.entries(data?.vantages ?? {}).find(([, address]) => address === vantage);
  const host = vantage.replace(/^\w+:(?:[^@]*@)?/, '').replace(/:\d+$/, '');
  const taken = new Set(['local', ...Object.keys(data?.vantages ?? {})]);
  const [free = host] = uniqueIds([{ wanted: host, address: undefined }], taken);
  return { name: known?.[0] ?? free, address: vantage };
}

interface Looking {
  readonly leaveOut: readonly string[];
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
}

async function look(
  settings: DiscoverSettings,
  { name, address }: Place,
  { leaveOut, redactor, signal }: Looking,
): Promise<Discovery> {
  const files = await Promise.all(settings.from.map(namedFile));
  const vantages = new Vantages(name === 'local' ? [] : [{ name, address }]);
  const vantage = vantages.named(name);
  if (!vantage) throw new Error(`no vantage ${name}`);
  try {
    return await discover(
      {
        only: settings.sources,
        entries: settings.entries,
        all: settings.all,
        leaveOut,
        files,
        cluster: settings.cluster,
        environment: name === 'local' ? process.env : {},
      },
      {
        ...{ vantage, signal, redactor },
        deadlineMs: LOOK_MS,
        clock: systemClock,
        ssh: vantages.ssh,
        // Nothing here needs the value of a secret.
        secret: () => Promise.reject(new Error('discover resolves no secret')),
      },
    );
  } catch (error) {
    if (!(error instanceof VantageLostError)) throw error;
    throw new WeaklinkError({
      code: 'E_VANTAGE',
      message: sanitise(`${address}: cannot look from there: ${error.message}`),
      hint: `See why with: weaklink probe host localhost --from ${address}`,
      exitCode: ExitCode.CouldNotLook,
      cause: error,
    });
  } finally {
    await vantages.close();
  }
}

/** @throws WeaklinkError E_FILE; E_CONFIG where nobody knows the format */
async function namedFile(path: string): Promise<NamedFile> {
  const text = await readTextFile(path, 'Give the path of a configuration file.');
  const file = { path, text };
  if (formatOf(file)) return file;
  throw new WeaklinkError({
    code: 'E_CONFIG',
    message: 'nobody knows what program reads this file',
    hint: `weaklink reads those of ${Object.values(formats).join(', ')}.`,
    place: { file: sanitise(path), line: 1, column: 1 },
  });
}

function textAfter(input: {
  readonly before: string | null;
  readonly plan: MergePlan;
  readonly target: string;
  readonly settings: DiscoverSettings;
  readonly machine: Discovery['machine'];
}): string {
  const { before, plan, target, settings, machine } = input;
  if (before !== null) return mergeInto(before, plan, probes);
  if (plan.links.length === 0) return '';
  const here = settings.vantage === 'local' ? machine.hostName : settings.vantage;
  const text = newFile(plan, {
    chain: plainId(machine.hostName),
    schema: schemaReference(target),
    place: sanitise(here),
  });
  // What weaklink writes, weaklink must read: anything else is a bug of its own.
  loadChain(text, basename(target), probes);
  return text;
}

function jsonOf(input: {
  readonly found: Discovery;
  readonly plan: MergePlan;
  readonly told: readonly string[];
  readonly before: string | null;
  readonly after: string;
  readonly file: string;
  readonly redactor: Redactor;
}): string {
  const { found, plan, told, before, after, file, redactor } = input;
  const document = {
    schema: 'weaklink.discovery/1',
    file,
    sources: found.counts,
    links: found.joined.links.map(({ marks: _, ...link }) => link),
    models: found.joined.models,
    vantages: found.joined.vantages,
    added: {
      links: plan.links.map(({ id }) => id),
      needs: plan.needs,
      models: plan.models.map(({ id }) => id),
      vantages: plan.vantages.map(({ name }) => name),
    },
    told,
    changed: before !== after,
    text: after,
  };
  return `${redactor.redact(JSON.stringify(document, null, 2))}\n`;
}
