import type { Fact } from '../../src/events/types.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import type { HostAnswer } from '../system/host-answers.ts';
import { LookMemory } from '../system/memory.ts';
import { type Holder, readHolders } from './allocation/read-holders.ts';
import { type Around, type AroundLook, nothingAround } from './around/around.ts';
import { lookAround } from './around/index.ts';
import { lookAtPci } from './around/pci.ts';
import { askDriver } from './ask-driver.ts';
import type { DriverError } from './driver-log.ts';
import { cardNames, gpuFinding } from './gpu-finding.ts';
import { driverVersion } from './gpu-reading.ts';
import type { GpuSign } from './gpu-sign.ts';
import { judgeCount } from './judge/count.ts';
import { judgeDriverErrors } from './judge/driver-errors.ts';
import { judgeGpu } from './judge/index.ts';
import { judgeVersions } from './judge/versions.ts';
import { countXids, judgeSwitchErrors, judgeXids } from './judge/xids.ts';
import type { GpuOptions } from './options.ts';
import { seesAllProcesses } from './own-processes.ts';
import { readXids, type XidReading } from './read-xids.ts';
import { concernsLink, type Selected, selectCards } from './select-cards.ts';
import { type SmiRun, SmiRunner } from './smi-runner.ts';
import { type Told, tell } from './tell.ts';
import type { XidEvent } from './xid-log.ts';

/** Share of what is left of the deadline for what is around the cards. */
const AROUND_SHARE = 0.8;
/** Milliseconds that must be left to look at the PCI bus where the tool failed. */
const BUS_MS = 300;
/** XID lines shown as evidence, the newest. */
const SHOWN_LINES = 3;

/** Shared by all looks of the session: see {@link SmiRunner}. */
const runner = new SmiRunner();

const noHolders: ReadonlyMap<number, Holder> = new Map();

/** Where each wanted card was last, for the time when nvidia-smi lists it no more. */
const lastBuses = new LookMemory<string>();

export async function lookAtGpu(options: GpuOptions, context: LookContext): Promise<Finding> {
  const startedAt = context.clock.monotonic();
  const [{ run, more, waitMs, host }, xids] = await Promise.all([
    askDriver(options.binary, runner, context),
    readXids(options, context),
  ]);
  if (run.kind === 'aborted') return couldNotLook('self.cancelled', safe`cancelled`);
  if (run.kind === 'lost') return couldNotLook('self.vantage', safe`${run.message}`);
  if (run.kind === 'hung' && host === 'silent') return nothingAnswers(options, context);
  if (run.kind === 'hung' && host !== 'answers') return tooSlowToTell(host, options, context);

  const kept = new KeptText(context.redactor);
  const told = tell(run, more, options, kept);
  const selected = selectCards(told.cards, options);
  const whereabouts = {
    ...selected,
    options,
    listed: told.cards,
    lastBus: lastBusOf(selected, options, context),
    uuids: xids.kind === 'read' ? xids.uuids : new Map<string, string>(),
  };
  const isOurs = (bus: string) => concernsLink(bus, whereabouts);
  const events = xids.kind === 'read' ? xids.events.filter(({ bus }) => isOurs(bus)) : [];
  const driverErrors =
    xids.kind === 'read' ? xids.driverErrors.filter(({ bus }) => isOurs(bus)) : [];
  const seesMachine = await seesAllProcesses(context.vantage);
  const seesAll = options.trustProcesses || seesMachine;
  const leftMs = context.deadlineMs - (context.clock.monotonic() - startedAt);
  const place = {
    options,
    context: { ...context, deadlineMs: leftMs * AROUND_SHARE },
    runner,
    kept,
    cards: selected.cards,
    listed: told.cards,
    driver: driverVersion(told.fields),
    seesMachine,
    concerns: isOurs,
  };
  const [holders, around] = await Promise.all([
    seesMachine ? readHolders(selected.cards, context.vantage) : noHolders,
    told.complete ? lookAround(place) : factsOfBus(run, place),
  ]);
  const gone = new Set([...holders.values()].filter((one) => one.gone).map(({ pid }) => pid));

  const seen = {
    signs: [
      ...tellingSigns(told, isOurs),
      ...(told.complete ? judgeCount(selected, told.cards.length, options) : []),
      ...judgeVersions(told.fields, options),
      ...judgeCards(selected, seesAll, gone, options),
      ...judgeXids(events, told.cards),
      ...judgeSwitchErrors(xids),
      ...judgeDriverErrors(driverErrors),
      ...around.signs,
    ],
    cards: selected.cards,
    oneCard: selected.wanted !== null || (options.expect.count ?? told.cards.length) === 1,
    facts: { ...told.facts, ...xidFacts(xids, events), ...around.facts },
    holders,
    evidence: [
      ...xidEvidence(events, kept),
      ...errorEvidence(driverErrors, kept),
      ...told.evidence,
      ...around.evidence,
    ],
    waitMs,
  };
  return gpuFinding(seen, kept);
}

/** Where the tool tells no list, what stands on the bus is worth knowing, and nobody's fault. */
async function factsOfBus({ kind }: SmiRun, place: AroundLook): Promise<Around> {
  if (kind === 'hung' || place.context.deadlineMs < BUS_MS) return nothingAround;
  const { facts } = await lookAtPci(place);
  return { signs: [], facts, evidence: [] };
}

/** The tool is no worse off than anything else that is run there: its driver is not to blame. */
function nothingAnswers({ binary }: GpuOptions, { vantage }: LookContext): Finding {
  return couldNotLook('self.vantage', safe`no program ends on ${vantage.name}`, [
    safe`neither ${binary} nor "true" ended in time on ${vantage.name}`,
  ]);
}

/** Neither: what is late for a command that does nothing may be too late for one that does much. */
function tooSlowToTell(
  host: HostAnswer,
  { binary }: GpuOptions,
  { vantage }: LookContext,
): Finding {
  const why =
    host === 'works'
      ? safe`it was still computing, and got little of the processor`
      : safe`other commands there took long as well: this machine, the way or that machine is late`;
  return couldNotLook('self.vantage', safe`too slow on ${vantage.name} to tell a hang`, [
    safe`${binary} did not end in time on ${vantage.name}; ${why}`,
  ]);
}

function lastBusOf(
  { cards: [card], wanted }: Selected,
  { binary, uuid, index }: GpuOptions,
  { vantage }: LookContext,
): string | undefined {
  const key = JSON.stringify([vantage.name, binary, uuid, index]);
  if (wanted !== null && card?.bus) lastBuses.keep(key, card.bus);
  return lastBuses.recall(key);
}

/** A tool that stops at another link's lost card has failed us, but our card is not lost. */
function tellingSigns({ signs, lost }: Told, isOurs: (bus: string) => boolean): readonly GpuSign[] {
  if (lost.length === 0) return signs;
  const others = signs.filter(({ symptom }) => symptom !== 'gpu.lost');
  if (lost.some(isOurs)) return [{ symptom: 'gpu.lost', words: safe`the GPU is lost` }, ...others];
  const stopped = {
    symptom: 'gpu.smi_failed',
    words: safe`nvidia-smi stops at a lost GPU`,
  } as const;
  return others.length < signs.length ? [stopped, ...others] : signs;
}

/** Where there are several cards, each sign says which one it is about. */
function judgeCards(
  { cards }: Selected,
  seesAllProcesses: boolean,
  gone: ReadonlySet<number>,
  options: GpuOptions,
): readonly GpuSign[] {
  const names = cardNames(cards);
  const about = (index: number) => (cards.length > 1 ? `${names[index]}: ` : '');
  return cards.flatMap((card, index) =>
    judgeGpu(card, options, gone)
      .filter(({ symptom }) => seesAllProcesses || symptom !== 'gpu.memory_orphaned')
      .map(({ symptom, words }) => ({ symptom, words: safe`${about(index)}${words}` })),
  );
}

function xidFacts(xids: XidReading, events: readonly XidEvent[]): Readonly<Record<string, Fact>> {
  if (xids.kind === 'off') return { kernel_log: safe`not read` };
  if (xids.kind === 'unreadable') return { kernel_log: xids.why };
  const counted = countXids(events).map(({ code, times }) => `${code} (${times})`);
  return {
    kernel_log: xids.source,
    ...(counted.length === 0 ? {} : { xids: safe`${counted.join(', ')}` }),
    ...(xids.switchErrors.length === 0 ? {} : { sxids: xids.switchErrors.length }),
    ...(xids.suppressed.lines === 0 ? {} : { kernel_log_left_out: xids.suppressed.lines }),
    ...(xids.suppressed.byDriver ? { xids_rate_limited: true } : {}),
    ...(xids.undated === 0 ? {} : { xids_without_time: xids.undated }),
  };
}

function errorEvidence(errors: readonly DriverError[], kept: KeptText): readonly SafeText[] {
  const advice = new Set(errors.map(({ meaning, action }) => `${meaning}: ${action}`));
  return [
    ...[...advice].map((words) => kept.fact(words)),
    ...errors.slice(-SHOWN_LINES).map(({ line }) => kept.fact(line)),
  ];
}

function xidEvidence(events: readonly XidEvent[], kept: KeptText): readonly SafeText[] {
  const advice = countXids(events)
    .slice(0, SHOWN_LINES)
    .map(({ code, action }) => safe`XID ${code}: ${action}`);
  return [...advice, ...events.slice(-SHOWN_LINES).map(({ line }) => kept.fact(line))];
}
