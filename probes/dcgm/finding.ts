import type { Fact, Measure, Outcome } from '../../src/events/types.ts';
import { limits } from '../../src/platform/limits.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Phases } from '../network/phase-clock.ts';
import type { Finding } from '../probe.ts';
import { exchangeEarlier, standsStill } from './earlier.ts';
import type { Quantity } from './fields.ts';
import type { HealthReport } from './health.ts';
import { judgeCard } from './judge.ts';
import { sortNames } from './names.ts';
import type { DcgmOptions } from './options.ts';
import type { MeteredCard, MeterReading } from './reading.ts';
import { type DcgmSign, mostTelling } from './sign.ts';
import { dcgmSymptoms } from './symptoms.ts';

const SUMMARY_CHARACTERS = 60;
const SHORT_UUID_CHARACTERS = 12;
const SHOWN_SIGNS = 6;
/** Names of one list that become a fact. */
const SHOWN_NAMES = 12;
/** Cards and parts whose facts are kept. */
const MAX_CARDS = 16;

export interface MeterLook {
  readonly reading: MeterReading;
  /** Lines of the page that could not be read. */
  readonly unreadLines: number;
  readonly options: DcgmOptions;
  readonly health: { readonly report: HealthReport; readonly signs: readonly DcgmSign[] } | null;
  readonly kept: KeptText;
  readonly phases: Phases;
  readonly atMs: number;
}

export function meterFinding(look: MeterLook): Finding {
  const { reading, options, kept, phases, health } = look;
  const cards = reading.cards.filter(({ id }) => options.uuid === undefined || id === options.uuid);
  const signs = mostTelling([
    ...judgeExporter(look, cards),
    ...judgeCards(look, cards),
    ...(health?.signs ?? []),
  ]);
  const symptoms = [...new Set(signs.map(({ symptom }) => symptom))];
  const [first] = signs;
  const summary = first ? first.words : safe`${wholeCards(cards).length} GPUs`;
  return {
    outcome: outcomeOf(symptoms),
    symptom: symptoms[0] ?? null,
    ...(symptoms.length > 1 ? { alsoSeen: symptoms.slice(1) } : {}),
    summary: sanitise(kept.fact(summary), { maxCharacters: SUMMARY_CHARACTERS }),
    phases,
    measures: cards
      .slice(0, MAX_CARDS)
      .flatMap((card) => measuresOf(card, nameOf(card, cards, kept))),
    facts: factsOf(look, cards),
    evidence: [
      ...signs.slice(0, SHOWN_SIGNS).map(({ words }) => kept.fact(words)),
      ...(health?.report.lines.map((line) => kept.fact(line)) ?? []),
    ].slice(0, limits.evidencePieces),
  };
}

function outcomeOf(symptoms: readonly DcgmSign['symptom'][]): Outcome {
  const outcomes = symptoms.map((symptom): Outcome => dcgmSymptoms[symptom].outcome);
  return outcomes.includes('failed') ? 'failed' : outcomes.length > 0 ? 'degraded' : 'ok';
}

function judgeExporter({ reading, options }: MeterLook, cards: readonly MeteredCard[]) {
  const signs: DcgmSign[] = [];
  const exitCode = reading.exporter.get('nvidia_smi_command_exit_code') ?? 0;
  const collected = reading.exporter.get('nvidia_smi_last_collect_success') ?? 1;
  if (exitCode !== 0) {
    signs.push({ symptom: 'dcgm.stale', words: safe`the exporter's tool ends with ${exitCode}` });
  } else if (collected === 0) {
    signs.push({ symptom: 'dcgm.stale', words: safe`the exporter cannot ask the driver` });
  }
  const present = wholeCards(cards).length;
  if (reading.cards.length === 0) {
    signs.push({ symptom: 'dcgm.no_gpus', words: safe`the exporter tells of no GPU` });
  } else if (present === 0) {
    signs.push({ symptom: 'gpu.count_low', words: safe`${options.uuid ?? ''} is not told of` });
  } else if (options.expect.count !== undefined && present < options.expect.count) {
    const words = safe`${present} of ${options.expect.count} expected GPUs`;
    signs.push({ symptom: 'gpu.count_low', words });
  }
  const { driver: wanted } = options.expect;
  const driver = cards.find((card) => card.driver !== null)?.driver ?? null;
  if (wanted !== undefined && driver !== null && !`${driver}.`.startsWith(`${wanted}.`)) {
    const words = safe`driver ${driver}, expected ${wanted}`;
    signs.push({ symptom: 'gpu.version_mismatch', words });
  }
  return signs;
}

function judgeCards(look: MeterLook, cards: readonly MeteredCard[]): readonly DcgmSign[] {
  const { options, kept, atMs } = look;
  let still = 0;
  const signs = cards.flatMap((card) => {
    const before = exchangeEarlier(`${options.url} ${card.id} ${card.part ?? ''}`, card, atMs);
    if (standsStill(card, before, atMs)) still += 1;
    const about = cards.length > 1 ? `${nameOf(card, cards, kept)}: ` : '';
    return judgeCard(card, before).map(({ symptom, words }) => ({
      symptom,
      words: safe`${about}${words}`,
    }));
  });
  if (still === 0 || still < cards.length) return signs;
  return [
    { symptom: 'dcgm.stale', words: safe`the values have stood still for minutes` },
    ...signs,
  ];
}

/** Each card once, however many parts it is split into. */
function wholeCards(cards: readonly MeteredCard[]): readonly string[] {
  return [...new Set(cards.map(({ id }) => id))];
}

function nameOf({ id, part }: MeteredCard, cards: readonly MeteredCard[], kept: KeptText): string {
  const short = kept.fact(/^\d+$/.test(id) ? `gpu${id}` : id.slice(0, SHORT_UUID_CHARACTERS));
  const name = wholeCards(cards).length === 1 ? 'gpu' : short;
  return part === null ? name : `${name}.part${kept.fact(part)}`;
}

const measured: readonly (readonly [Quantity, string])[] = [
  ['temperature', '°C'],
  ['utilisation', '%'],
  ['memory_used', 'bytes'],
  ['memory_free', 'bytes'],
  ['memory_total', 'bytes'],
  ['power', 'W'],
  ['power_limit', 'W'],
  ['sm_clock', 'MHz'],
  ['nvlink_errors', 'count'],
  ['pcie_replays', 'count'],
];

function measuresOf({ values }: MeteredCard, name: string): readonly Measure[] {
  return measured.flatMap(([quantity, unit]) => {
    const value = values.get(quantity);
    return value === undefined ? [] : [{ name: `${name}.${quantity}`, value, unit }];
  });
}

function factsOf(look: MeterLook, cards: readonly MeteredCard[]): Readonly<Record<string, Fact>> {
  const { reading, kept, unreadLines, health } = look;
  const facts: Record<string, Fact> = { gpus: wholeCards(cards).length };
  const text = (name: string, value: string | null | undefined) => {
    if (value !== null && value !== undefined) facts[name] = kept.fact(value);
  };
  text('driver', cards.find(({ driver }) => driver !== null)?.driver);
  text('cuda', cards.find(({ cuda }) => cuda !== null)?.cuda);
  text('dcgm.health', health?.report.overall);
  if (reading.others.size > 0) facts['metrics.without_meaning'] = reading.others.size;
  // Exporters around nvidia-smi have hundreds of names, and no versions of them.
  const { aliased, unknown } = sortNames([...reading.names].filter((name) => /^dcgm_/i.test(name)));
  if (aliased.size > 0)
    text('metrics.aliased', [...aliased.keys()].slice(0, SHOWN_NAMES).join(', '));
  if (unknown.length > 0) text('metrics.unknown', unknown.slice(0, SHOWN_NAMES).join(', '));
  if (unreadLines > 0) facts['metrics.unread_lines'] = unreadLines;
  for (const card of cards.slice(0, MAX_CARDS)) {
    const name = nameOf(card, cards, kept);
    text(`${name}.uuid`, card.id);
    text(`${name}.name`, card.name);
    text(`${name}.held_for`, card.holder);
    const last = card.values.get('last_xid') ?? 0;
    if (last > 0) facts[`${name}.last_xid`] = last;
  }
  return Object.fromEntries(Object.entries(facts).slice(0, limits.factsPerObservation));
}
