import type { Fact, Measure } from '../../src/events/types.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Holder } from './allocation/read-holders.ts';
import { type GpuReading, text } from './gpu-reading.ts';
import { orphanedMiB } from './judge/memory-use.ts';
import { unreadablePaths } from './judge/readable.ts';

const BYTES_IN_MIB = 1_048_576;
/** Processes and paths named in one fact. */
const NAMED = 4;

/** What is worth knowing of one card beside its measures; absent values are left out. */
export function gpuFacts(
  gpu: GpuReading,
  holders: ReadonlyMap<number, Holder>,
  kept: KeptText,
): Readonly<Record<string, Fact>> {
  const facts: Record<string, Fact> = {};
  const state = (name: string, value: string | number | null) => {
    if (value === null || value === '') return;
    facts[name] = typeof value === 'number' ? value : kept.fact(value);
  };
  const unreadable = unreadablePaths(gpu);
  state('name', gpu.name);
  state('uuid', gpu.uuid);
  state('pci', gpu.bus);
  state('vbios', text(gpu.fields, 'vbios_version'));
  state('performance_state', gpu.performanceState);
  state('pcie', pcieWords(gpu));
  state('clocks_lowered_by', gpu.throttle.join(', '));
  state('persistence', text(gpu.fields, 'persistence_mode'));
  state('compute_mode', text(gpu.fields, 'compute_mode'));
  state('ecc', gpu.eccMode);
  state('ecc_uncorrectable_volatile', gpu.eccVolatile.uncorrectable);
  state('ecc_uncorrectable_aggregate', gpu.eccAggregate.uncorrectable);
  state('retired_pages', gpu.pages.retired);
  state('recovery_action', gpu.recoveryAction);
  state('mig', gpu.mig.mode === 'Enabled' ? `Enabled, ${gpu.mig.devices} devices` : gpu.mig.mode);
  if (gpu.mig.pending !== gpu.mig.mode) state('mig_after_reset', gpu.mig.pending);
  state('mig_parts', migWords(gpu));
  state('fabric', text(gpu.fields, 'fabric.state'));
  state('virtualisation', text(gpu.fields, 'gpu_virtualization_mode.virtualization_mode'));
  state('processes', processWords(gpu));
  state('held_for', holderWords(gpu, holders));
  const gone = new Set([...holders.values()].filter((one) => one.gone).map(({ pid }) => pid));
  state('orphaned_mib', orphanedMiB(gpu, gone));
  const ended = gpu.processes.flatMap(({ pid }) => (pid !== null && gone.has(pid) ? [pid] : []));
  state('processes_gone', ended.length === 0 ? null : some(ended.map(String)));
  state('unreadable', unreadable.length === 0 ? null : some(unreadable));
  return facts;
}

function pcieWords({ pcie }: GpuReading): string {
  if (pcie.generation === null && pcie.width === null) return '';
  const or = (value: number | null) => value ?? '?';
  const { generation, maxGeneration, width, maxWidth } = pcie;
  return `generation ${or(generation)} of ${or(maxGeneration)}, ${or(width)}x of ${or(maxWidth)}x`;
}

function processWords({ processes }: GpuReading): string {
  if (processes.length === 0) return 'none';
  return some(
    processes.map(({ pid, name, usedMiB }) => {
      const program = name.split(/[\\/]/).at(-1) || name;
      return `${program} (${pid ?? '?'}${usedMiB === null ? '' : `, ${usedMiB} MiB`})`;
    }),
  );
}

/** The parts of a split card by what they hold: `2 × 16 SM, 18 GiB`. */
function migWords({ fields }: GpuReading): string {
  const parts = [...fields].flatMap(([path, field]) => {
    const part = /^(mig_devices\.mig_device(?:\[\d+\])?)\.fb_memory_usage\.total$/.exec(path)?.[1];
    if (part === undefined) return [];
    const processors = fields.get(`${part}.device_attributes.shared.multiprocessor_count`)?.raw;
    return [`${processors ?? '?'} SM ${field.raw}`];
  });
  const counted = Map.groupBy(parts, (part) => part);
  return some([...counted].map(([part, same]) => `${same.length} × ${part}`));
}

/** Which container and which model each process works for, as far as the machine tells. */
function holderWords({ processes }: GpuReading, holders: ReadonlyMap<number, Holder>): string {
  const told = processes.flatMap(({ pid }) => {
    const holder = pid === null ? undefined : holders.get(pid);
    const container = holder?.container ? ` in container ${holder.container}` : '';
    const model = holder?.model ? ` serves ${holder.model}` : '';
    return container || model ? [`${pid}${model}${container}`] : [];
  });
  return some(told);
}

function some(items: readonly string[]): string {
  const more = items.length - NAMED;
  return items.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

export function gpuMeasures(gpu: GpuReading): readonly Measure[] {
  const bytes = (mib: number | null) => (mib === null ? null : mib * BYTES_IN_MIB);
  const all: readonly (readonly [name: string, value: number | null, unit: string])[] = [
    ['temperature', gpu.temperatureCelsius, '°C'],
    ['utilisation', gpu.utilisationPercent, '%'],
    ['memory_used', bytes(gpu.memory.usedMiB), 'bytes'],
    ['memory_total', bytes(gpu.memory.totalMiB), 'bytes'],
    ['power', gpu.power.drawWatts, 'W'],
    ['power_limit', gpu.power.limitWatts, 'W'],
    ['sm_clock', gpu.smClockMHz, 'MHz'],
    ['sm_clock_max', gpu.maxSmClockMHz, 'MHz'],
    ['fan', gpu.fanPercent, '%'],
  ];
  return all.flatMap(([name, value, unit]) => (value === null ? [] : [{ name, value, unit }]));
}
