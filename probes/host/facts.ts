import type { Fact, Measure } from '../../src/events/types.ts';
import type { Redactor } from '../../src/text/redact.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { sanitise } from '../../src/text/sanitise.ts';
import type { Memory } from './proc-text.ts';
import type { HostReadings } from './readings.ts';
import { usedPercent } from './usage.ts';

/** Interfaces that are told of; machines with GPUs have a dozen. */
const NAMED_INTERFACES = 24;
/** Characters of a name from outside that a fact keeps. */
const NAME_CHARACTERS = 200;

export function factsOf(
  readings: HostReadings,
  redactor: Redactor,
): Readonly<Record<string, Fact>> {
  const text = (value: string) =>
    sanitise(redactor.redact(value), { maxCharacters: NAME_CHARACTERS });
  const { memory, load, clock, openFiles, oomKills } = readings;
  const facts: Record<string, Fact> = {
    kernel: readings.kernel === undefined ? null : text(readings.kernel),
    uptimeMs: readings.uptimeMs ?? null,
    cores: readings.cores ?? null,
    load: load ? text(`${load.one} ${load.five} ${load.fifteen}`) : null,
    memoryBytes: memory?.totalBytes ?? null,
    memoryAvailableBytes: memory?.availableBytes ?? null,
    swapUsedBytes: memory ? memory.swapTotalBytes - memory.swapFreeBytes : null,
    openFiles: openFiles?.open ?? null,
    oomKills: oomKills.host,
    oomKillsInCgroups: oomKills.cgroup,
    clockSynchronised: clock?.synchronised ?? null,
    ...(clock?.source ? { clockComparedWith: clock.source } : {}),
    ...(clock?.silentServer ? { timeServerSilent: clock.silentServer } : {}),
    ...(readings.bootId ? { bootId: text(readings.bootId) } : {}),
    ...(readings.lastWords === null ? {} : { lastPanic: text(readings.lastWords) }),
    ...(readings.slow.tasks
      ? { zombies: readings.slow.tasks.zombies, waitInKernel: readings.slow.tasks.stuck.length }
      : {}),
    ...(oomKills.unreadable ? { kernelLog: oomKills.unreadable } : {}),
  };
  for (const { mount, usedPercent, availableBytes } of readings.fileSystems) {
    const left = `${Math.floor(availableBytes / 1_048_576)} MiB left`;
    const mode = mount.readOnly ? ', read-only' : '';
    facts[`disk ${text(mount.point)}`] = text(
      `${mount.type}, ${usedPercent.toFixed(1)} % used, ${left}${mode}`,
    );
  }
  for (const { name, isUp, works, mtu } of readings.slow.interfaces.slice(0, NAMED_INTERFACES)) {
    facts[`link ${text(name)}`] = text(!isUp ? 'off' : works ? 'works' : 'no link');
    facts[`mtu ${text(name)}`] = mtu;
  }
  const { disks } = readings.slow;
  if (disks.length > 0) facts.disks = text(disks.map(({ name }) => name).join(' '));
  if (readings.silentMounts.length > 0) facts.silentMounts = text(readings.silentMounts.join(' '));
  return facts;
}

export function measuresOf(readings: HostReadings): readonly Measure[] {
  const { load, cores, memory, openFiles, clock, fileSystems } = readings;
  const measures: Measure[] = [];
  const add = (name: string, value: number | undefined, unit: string) => {
    if (value !== undefined && Number.isFinite(value)) {
      measures.push({ name, value: Math.round(value * 100) / 100, unit });
    }
  };
  add('load_per_core', load && cores ? load.one / cores : undefined, 'count');
  add('memory_available', memory && (100 * memory.availableBytes) / memory.totalBytes, '%');
  add('cpu_waiting', readings.cpuPressure?.some.avg10, '%');
  add('memory_stalled', readings.memoryPressure?.full?.avg10, '%');
  add('io_stalled', readings.ioPressure?.full?.avg10, '%');
  add('disk_used', fileSystems.length > 0 ? fullest(readings) : undefined, '%');
  add('open_files', openFiles && (100 * openFiles.open) / openFiles.most, '%');
  const { connections, tasks, slow } = readings;
  add('connections_tracked', connections && usedPercent(connections), '%');
  add('tasks', tasks && usedPercent(tasks), '%');
  add('ports', slow.ports && usedPercent(slow.ports), '%');
  add('cpu_stolen', readings.stolenPercent, '%');
  add('swap_used', memory && swapPercent(memory), '%');
  add('clock_drift', readings.driftPpm, 'ppm');
  add('clock_offset', clock?.offsetMs, 'ms');
  return measures;
}

/** @returns undefined for a machine without swap */
function swapPercent({ swapTotalBytes: total, swapFreeBytes: free }: Memory): number | undefined {
  return total > 0 ? (100 * (total - free)) / total : undefined;
}

function fullest({ fileSystems }: HostReadings): number {
  return Math.max(...fileSystems.map(({ usedPercent }) => usedPercent));
}

/** What a well machine is said to be: `load 0.2 on 2 cores, memory 93 % free`. */
export function wellSummary({ load, cores, memory }: HostReadings): SafeText {
  const parts = [
    load && cores ? `load ${load.one} on ${cores} cores` : undefined,
    memory
      ? `memory ${Math.floor((100 * memory.availableBytes) / memory.totalBytes)} % free`
      : undefined,
  ];
  return sanitise(parts.filter(Boolean).join(', ') || 'nothing to report');
}
