import { judgeCard } from '../../../probes/dcgm/judge.ts';
import { readMeters } from '../../../probes/dcgm/reading.ts';
import { readExposition } from '../../../probes/metrics/exposition.ts';
import { countLines } from '../count-lines.ts';
import { type CaptureReading, once, reading } from '../reading.ts';

/** Prometheus' console shows a value below its series: people copy that too. */
const consoleForm = /\}[ \t]*\r?\n(-?\d[\d.eE+-]*)[ \t]*(?=\r?\n|$)/g;

/** A page of metrics: what remains unread of it are words that somebody wrote between them. */
export function readMetrics(text: string): CaptureReading | null {
  const page = readExposition(text.replace(consoleForm, '} $1'));
  const others = page.unread.length + page.dropped;
  if (page.samples.length === 0) return null;
  if (page.families.size === 0 && page.samples.length <= others) return null;
  const meters = readMeters(page);
  const whole = new Set(meters.cards.map(({ id }) => id)).size;
  const drivers = once(meters.cards.flatMap(({ driver }) => driver ?? []));
  const names = once(meters.cards.flatMap(({ name }) => name ?? []));
  const expected = countLines(
    `\n${text}`,
    /^([a-zA-Z_:][\w:]*(?:\{.*\}.*|[ \t]+[-+]?(?:\d[\d.eE+-]*|NaN|Inf)(?:[ \t].*)?))$/,
  );
  const isSample = /^[a-zA-Z_:][\w:]*\{/;
  return reading({
    parsedBy: meters.cards.length > 0 ? 'dcgm: metrics' : 'metrics: exposition',
    inText: expected.length,
    kept: page.samples.length,
    lost: page.unread.filter((line) => isSample.test(line.text)).map(({ text: line }) => line),
    unknown: [...meters.others.keys()],
    facts: [
      `${page.samples.length} samples of ${page.families.size} families`,
      ...(whole > 0 ? [`${whole} cards in ${meters.cards.length} parts`] : []),
      ...names,
      ...drivers.map((driver) => `driver ${driver}`),
      ...(others > 0 ? [`${others} other lines`] : []),
    ],
    symptoms: once(
      meters.cards.flatMap((card) => judgeCard(card, undefined)).map(({ symptom }) => symptom),
    ),
  });
}
