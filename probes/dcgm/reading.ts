import type { Exposition, Sample } from '../metrics/exposition.ts';
import {
  healthStates,
  isBlank,
  isGpuMetric,
  meaningOf,
  type Quantity,
  xidCounts,
} from './fields.ts';

/** One card, or one part of a card that is split by MIG, as a page of metrics tells of it. */
export interface MeteredCard {
  /** `GPU-…`; its number where the exporter tells no UUID. */
  readonly id: string;
  /** Number of its MIG instance; null for a whole card. */
  readonly part: string | null;
  readonly name: string | null;
  readonly driver: string | null;
  readonly cuda: string | null;
  /** `namespace/pod`, or a container: who was given it. */
  readonly holder: string | null;
  readonly values: ReadonlyMap<Quantity, number>;
  /** Code → how often within the exporter's own window. */
  readonly xids: ReadonlyMap<number, number>;
  /** Watch of DCGM (`PCIE`, `MEM`) → 0 passes, 10 warns, 20 fails. */
  readonly health: ReadonlyMap<string, number>;
}

export interface MeterReading {
  readonly cards: readonly MeteredCard[];
  /** What the exporter says of itself: the exit code of its tool, scrapes that failed. */
  readonly exporter: ReadonlyMap<string, number>;
  /** Metrics of cards to which no judgement gives a meaning, and how many samples each has. */
  readonly others: ReadonlyMap<string, number>;
  /** Of the metrics of cards, bounded. */
  readonly names: ReadonlySet<string>;
}

/** Cards and parts of one page; a rack has 72 cards of up to seven parts. */
const MAX_CARDS = 1_024;
const MAX_OTHERS = 2_000;

interface Draft {
  readonly id: string;
  readonly part: string | null;
  labels: ReadonlyMap<string, string>;
  readonly values: Map<Quantity, number>;
  readonly xids: Map<number, number>;
  readonly health: Map<string, number>;
}

const exporterMetric =
  /^nvidia_smi_(?:command_exit_code|failed_scrapes_total|last_collect_success)$/;

/** Sorts the samples of a page by card. */
export function readMeters(page: Exposition): MeterReading {
  const drafts = new Map<string, Draft>();
  const exporter = new Map<string, number>();
  const others = new Map<string, number>();
  const names = new Set<string>();
  for (const sample of page.samples) {
    if (exporterMetric.test(sample.name)) exporter.set(sample.name, sample.value);
    else if (isGpuMetric(sample.name)) {
      if (names.size < MAX_OTHERS) names.add(sample.name);
      const draft = draftOf(sample, drafts);
      const understood = draft !== null && take(sample, draft);
      if (!understood && (others.size < MAX_OTHERS || others.has(sample.name))) {
        others.set(sample.name, (others.get(sample.name) ?? 0) + 1);
      }
    }
  }
  return { cards: [...drafts.values()].map(cardOf), exporter, others, names };
}

/** The first of several labels that says something: relabelling changes names. */
function firstOf(labels: ReadonlyMap<string, string>, ...names: readonly string[]): string | null {
  return (
    names.map((name) => labels.get(name)).find((text) => text !== undefined && text !== '') ?? null
  );
}

function draftOf({ labels }: Sample, drafts: Map<string, Draft>): Draft | null {
  const id = firstOf(labels, 'UUID', 'uuid', 'gpu_uuid', 'GPU_UUID', 'gpu', 'device');
  if (id === null) return null;
  const part = labels.get('GPU_I_ID') || null;
  // Whoever gathers the pages of several machines names them.
  const host = firstOf(labels, 'Hostname', 'hostname', 'instance') ?? '';
  const key = `${host} ${id} ${part ?? ''}`;
  const known = drafts.get(key);
  if (known) {
    if (labels.size > known.labels.size) known.labels = labels;
    return known;
  }
  if (drafts.size >= MAX_CARDS) return null;
  const draft = { id, part, labels, values: new Map(), xids: new Map(), health: new Map() };
  drafts.set(key, draft);
  return draft;
}

/** Puts a sample where it belongs; false where its metric has no meaning here. */
function take({ name, labels, value }: Sample, { values, xids, health }: Draft): boolean {
  if (xidCounts.has(name)) {
    const code = Number(labels.get('xid'));
    if (Number.isInteger(code) && code > 0 && value > 0) xids.set(code, value);
    return true;
  }
  if (healthStates.has(name)) {
    health.set(labels.get('health_watch') ?? 'all', value);
    return true;
  }
  if (name.endsWith('_gpu_info')) return true;
  const meaning = meaningOf(name);
  if (!meaning) return false;
  if (isBlank(value)) return true;
  const { quantity, factor } = meaning;
  const before = quantity === 'nvlink_errors' ? (values.get(quantity) ?? 0) : 0;
  values.set(quantity, before + value * factor);
  return true;
}

function cardOf({ id, part, labels, values, xids, health }: Draft): MeteredCard {
  const label = (...names: readonly string[]) => firstOf(labels, ...names);
  const pod = label('pod', 'exported_pod');
  const namespace = label('namespace', 'exported_namespace');
  return {
    id: /^[0-9a-f]{8}-/.test(id) ? `GPU-${id}` : id,
    part,
    name: label('modelName', 'model_name', 'name'),
    driver: label('DCGM_FI_DRIVER_VERSION', 'driver_version'),
    cuda: label('cuda_version'),
    holder:
      pod === null ? label('container') : `${namespace === null ? '' : `${namespace}/`}${pod}`,
    values,
    xids,
    health,
  };
}
