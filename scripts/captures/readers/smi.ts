import { gpuFacts } from '../../../probes/gpu/gpu-facts.ts';
import {
  cudaVersion,
  driverVersion,
  type GpuReading,
  readGpu,
} from '../../../probes/gpu/gpu-reading.ts';
import { judgeGpu } from '../../../probes/gpu/judge/index.ts';
import { judgeVersions } from '../../../probes/gpu/judge/versions.ts';
import { unknownSections } from '../../../probes/gpu/known-sections.ts';
import { gpuOptions } from '../../../probes/gpu/options.ts';
import { readSmiOutput, type SmiForm } from '../../../probes/gpu/smi-forms/index.ts';
import type { SmiFields, SmiLog } from '../../../probes/gpu/smi-log.ts';
import { KeptText } from '../../../probes/network/kept-text.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { countLines, missingValues } from '../count-lines.ts';
import { type CaptureReading, once, reading } from '../reading.ts';
import { scanLeaves } from '../scan-leaves.ts';

const kept = new KeptText(createRedactor());
const defaults = gpuOptions.parse({});
/** Sensors and counters that make a card worth a judgement; an answer about processes has none. */
const isCard = (card: GpuReading) => card.bus !== null || card.uuid !== null;

const commands: Readonly<Record<SmiForm, string>> = {
  xml: 'nvidia-smi -q -x',
  'query text': 'nvidia-smi -q',
  csv: 'nvidia-smi --query-… --format=csv',
  table: 'nvidia-smi',
};

/** Every form in which nvidia-smi and tools of its shape tell of cards. */
export function readSmi(text: string): CaptureReading | null {
  const output = readSmiOutput(text);
  if (output.kind === 'absent') return null;
  if (output.kind === 'refused') {
    return reading({ parsedBy: 'gpu: refused', kept: 0, facts: [output.why] });
  }
  return smiReading(`gpu: ${commands[output.form]}`, output.form, output.log, text);
}

export function smiReading(
  parsedBy: string,
  form: SmiForm | 'json',
  log: SmiLog,
  text: string,
): CaptureReading {
  const parts: readonly SmiFields[] = [log.fields, ...log.gpus];
  const found = parts.flatMap((fields) => [...fields.values()].map(({ raw }) => raw));
  const expected = valuesIn(form, text);
  const cards = log.root === 'nvidia_smi_csv_rows' ? [] : log.gpus.map(readGpu).filter(isCard);
  const signs = cards.flatMap((card) => judgeGpu(card, defaults));
  return reading({
    parsedBy,
    inText: expected?.length ?? null,
    kept: found.length,
    lost: expected === null ? [] : missingValues(expected, found),
    unknown: unknownSections(log.gpus),
    facts: factsOf(log, cards),
    symptoms: once(
      [...judgeVersions(log.fields, defaults), ...signs].map(({ symptom }) => symptom),
    ),
  });
}

/** Values by a count that knows nothing of the reader; null for forms without one. */
function valuesIn(form: SmiForm | 'json', text: string): readonly string[] | null {
  switch (form) {
    case 'xml':
      return scanLeaves(text).map(({ value }) => value);
    case 'query text':
      return countLines(text, /^ *\S.*? +: ?(.*)$/, /NVSMI LOG/);
    case 'csv': {
      const [header = '', ...lines] = text.split('\n').filter((line) => line.trim() !== '');
      const columns = header.split(', ').length;
      return lines.flatMap((line) => line.trim().split(', ').slice(0, columns));
    }
    default:
      return null;
  }
}

function factsOf(log: SmiLog, cards: readonly GpuReading[]): readonly string[] {
  const driver = driverVersion(log.fields);
  const cuda = cudaVersion(log.fields);
  const byName = Map.groupBy(cards, ({ name }) => name ?? '?');
  const [first] = cards;
  const details = first === undefined ? {} : gpuFacts(first, new Map(), kept);
  const told = [
    'performance_state',
    'clocks_lowered_by',
    'mig',
    'mig_parts',
    'fabric',
    'recovery_action',
  ];
  return [
    ...(driver === null ? [] : [`driver ${driver}`]),
    ...(cuda === null ? [] : [`CUDA ${cuda}`]),
    ...[...byName].map(([name, same]) => `${same.length} × ${name}`),
    ...told.flatMap((name) => (details[name] === undefined ? [] : [`${name} ${details[name]}`])),
    ...(cards.length === 0 ? [`${log.gpus.length} rows`] : []),
    ...log.warnings,
  ];
}
