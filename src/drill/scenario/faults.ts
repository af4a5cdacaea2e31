import type { Path } from '../../chain/document.ts';
import { suggest } from '../../chain/nearest.ts';
import { shown } from '../../chain/shown.ts';
import { problemsOf } from '../../chain/zod-problems.ts';
import { formatDuration } from '../../platform/duration.ts';
import type { SandboxFault } from '../../sandbox/types.ts';
import type { PlannedFault, ScenarioSource, Target } from '../types.ts';
import type { ScenarioCatalogue } from './catalogue.ts';
import { type FaultEntry, faultSchema } from './fault-schema.ts';
import { type Findings, soundEntries } from './findings.ts';
import { msOf } from './grammar.ts';
import { checkLink, type KnownChain } from './known-chain.ts';

/** Milliseconds that a fault may outlive its time where nobody undoes it. */
const defaultSpareMs = 60_000;

/** What faults are checked against. */
export interface FaultContext {
  readonly catalogue: ScenarioCatalogue;
  readonly chain: KnownChain | null;
  readonly source: ScenarioSource['kind'];
  readonly targets: readonly Target[];
  readonly proxies: ReadonlySet<string>;
  readonly processes: ReadonlySet<string>;
  readonly findings: Findings;
}

/** A fault that still lacks what the time limit of the run decides. */
export type DraftFault = Omit<PlannedFault, 'ttlMs'> & {
  readonly ttlMs: number | null;
  readonly path: Path;
};

/** The sound faults of a file, by time; what is wrong with them goes to `findings`. */
export function draftFaults(list: unknown, context: FaultContext): readonly DraftFault[] {
  const names = new Set<string>();
  return soundEntries(list, faultSchema, ['faults'])
    .flatMap(({ path, value }) => draftFault(value, path, context))
    .filter((fault) => {
      if (names.has(fault.name)) {
        const message = `there are two faults named ${shown(fault.name)}`;
        context.findings.add(fault.path, 'E_DUPLICATE', message, 'Give each a "name" of its own.');
      }
      names.add(fault.name);
      return true;
    })
    .toSorted((a, b) => a.atMs - b.atMs);
}

/** Faults with their TTL, once it is known how long the run may take. */
export function withTtl(
  drafts: readonly DraftFault[],
  timeoutMs: number,
  findings: Findings,
): readonly PlannedFault[] {
  return drafts.map(({ path, ...fault }) => {
    const lastsMs = fault.forMs ?? Math.max(0, timeoutMs - fault.atMs);
    if (fault.atMs + (fault.forMs ?? 0) > timeoutMs) {
      const ends = formatDuration(fault.atMs + (fault.forMs ?? 0));
      const message = `it ends after ${ends}, and the run after ${formatDuration(timeoutMs)}`;
      findings.add(path, 'E_TIME', message, 'Raise "timeout", or shorten the fault.');
    }
    if (fault.ttlMs !== null && fault.ttlMs < lastsMs) {
      const message = `is shorter than the fault, which lasts ${formatDuration(lastsMs)}`;
      findings.add([...path, 'ttl'], 'E_TIME', message, 'The ttl is what ends a forgotten fault.');
    }
    return { ...fault, ttlMs: fault.ttlMs ?? lastsMs + defaultSpareMs };
  });
}

function draftFault(entry: FaultEntry, path: Path, context: FaultContext): readonly DraftFault[] {
  const [[kind, given] = ['', undefined]] = Object.entries(entry.inject);
  const inject = [...path, 'inject', kind];
  const options = optionsOf(kind, given, inject, context);
  const own = kind === 'sandbox' ? sandboxFault(options, inject, context) : null;
  const link = linkOf(entry, kind, own, path, context);
  if (!options || link === null) return [];
  checkTarget(kind, link, path, context);
  checkNames(options, inject, context);
  checkIntensity(entry, kind, path, context);
  return [
    {
      name: entry.name ?? own?.name ?? `${kind}-${link}`,
      atMs: msOf(entry.at ?? '0s'),
      forMs: entry.for === undefined ? null : msOf(entry.for),
      ttlMs: entry.ttl === undefined ? null : msOf(entry.ttl),
      intensity: entry.intensity ?? 1,
      flap: entry.flap ? { onMs: msOf(entry.flap.on), offMs: msOf(entry.flap.off) } : null,
      link,
      injector: kind,
      options,
      path,
    },
  ];
}

/** The options as the injector takes them, or null after telling what is wrong. */
export function optionsOf(
  kind: string,
  given: unknown,
  path: Path,
  { catalogue: { injectors }, findings }: FaultContext,
): Readonly<Record<string, unknown>> | null {
  const injector = Object.hasOwn(injectors, kind) ? injectors[kind] : undefined;
  if (!injector) {
    const message = `there is no injector of kind ${shown(kind)}`;
    findings.add(path, 'E_DANGLING', message, suggest(kind, Object.keys(injectors)));
    return null;
  }
  // For a fault of the sandbox its name is enough.
  const options = kind === 'sandbox' && typeof given === 'string' ? { fault: given } : given;
  const { success, data, error } = injector.options.safeParse(options ?? {});
  if (success) return data as Readonly<Record<string, unknown>>;
  const checked = { parsed: findings.parsed, base: path, schema: injector.options };
  findings.problems.push(...problemsOf(error.issues, checked));
  return null;
}

function sandboxFault(
  options: Readonly<Record<string, unknown>> | null,
  path: Path,
  { catalogue: { faults }, source, findings }: FaultContext,
): SandboxFault | null {
  const name = options?.fault;
  if (typeof name !== 'string') return null;
  if (source === 'chain') {
    const hint = 'Faults of the sandbox go with "chain: sandbox".';
    findings.add(path, 'E_TARGET', 'this chain is not the sandbox', hint);
  }
  const fault = faults.find((one) => one.name === name) ?? null;
  const names = faults.map((one) => one.name);
  if (!fault) findings.unknown(path, 'fault of the sandbox', name, names);
  return fault;
}

function linkOf(
  { link }: FaultEntry,
  kind: string,
  own: SandboxFault | null,
  path: Path,
  { chain, findings }: FaultContext,
): string | null {
  if (link !== undefined) {
    checkLink(link, [...path, 'link'], chain, findings);
    if (own && own.link !== link) {
      const message = `the fault ${own.name} harms ${own.link}`;
      findings.add([...path, 'link'], 'E_VALUE', message, 'Leave "link" away.');
    }
    return link;
  }
  if (own) return own.link;
  // A fault of the sandbox that does not exist has been told already.
  if (kind !== 'sandbox') {
    findings.add([...path, 'link'], 'E_MISSING', 'is missing', 'Name the link that it harms.');
  }
  return null;
}

/** Nothing is broken whose owner has not said so; the sandbox allows its own faults. */
export function checkTarget(
  kind: string,
  link: string,
  path: Path,
  { targets, findings }: FaultContext,
): void {
  if (kind === 'sandbox') return;
  const target = targets.find((one) => one.link === link);
  if (target?.allow.includes(kind)) return;
  const what = target ? `only ${target.allow.join(', ')}` : 'nothing';
  const hint = `Ask its owner, then write "targets: { ${link}: { allow: [${kind}] } }".`;
  findings.add(path, 'E_TARGET', `${link} allows ${what}, not ${kind}`, hint);
}

/** Proxies and processes that the options name must be of this scenario. */
function checkNames(
  options: Readonly<Record<string, unknown>>,
  path: Path,
  { proxies, processes, findings }: FaultContext,
): void {
  const { proxy, process, toxiproxy } = options;
  if (typeof proxy === 'string' && toxiproxy === undefined && !proxies.has(proxy)) {
    findings.unknown([...path, 'proxy'], 'proxy', proxy, proxies);
  }
  if (typeof process === 'string' && !processes.has(process)) {
    findings.unknown([...path, 'process'], 'process', process, processes);
  }
}

function checkIntensity(
  { intensity = 1 }: FaultEntry,
  kind: string,
  path: Path,
  { catalogue, findings }: FaultContext,
): void {
  if (intensity === 1 || catalogue.injectors[kind]?.partial !== false) return;
  const message = `${kind} does all or nothing`;
  findings.add([...path, 'intensity'], 'E_VALUE', message, 'Leave "intensity" away.');
}
