import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GpuName, gpus, type Layout, paths } from '../layout.ts';
import { type GpuCondition, type GpuConditionName, gpuConditions } from './conditions.ts';
import { healthyGpu } from './fake-gpu.ts';
import { renderNvidiaSmiXml } from './render-nvidia-smi.ts';
import { type ProgramOutput, xidLine } from './smi-output.ts';

/** Name of the engine's process, as the driver lists it. */
const engineName = 'inference-server';
/** Of the memory in use, what the engine holds, in MiB. */
const ENGINE_MEMORY_MIB = 61_190;

/**
 * Puts a card into a condition: the fake nvidia-smi prints it and the engine feels it from now
 * on. Nothing is ever half written: files are moved into place.
 *
 * @param enginePid process of the replica that computes on the card
 */
export function setGpu(
  layout: Layout,
  gpu: GpuName,
  conditionName: GpuConditionName,
  enginePid: number,
): void {
  const condition: GpuCondition = gpuConditions[conditionName];
  mkdirSync(paths.gpu(layout, gpu), { recursive: true });
  replaceFile(paths.device(layout, gpu), JSON.stringify(condition.device));
  const output = outputOf(gpu, condition, enginePid);
  const outputPath = join(paths.gpu(layout, gpu), 'output');
  replaceFile(outputPath, output.stdout);
  replaceFile(paths.nvidiaSmi(layout, gpu), script(output.exitCode), 0o700);
  const marker = join(paths.gpu(layout, gpu), hangMarker);
  if (condition.hangs) writeFileSync(marker, '');
  else rmSync(marker, { force: true });
}

/** The line that the driver logs when the card comes into this condition, if any. */
export function kernelLine(
  gpu: GpuName,
  conditionName: GpuConditionName,
  enginePid: number,
): string | undefined {
  const { xid }: GpuCondition = gpuConditions[conditionName];
  if (!xid) return undefined;
  const { pciBusId } = gpus[gpu];
  const at = new Date(Date.now() - (xid.ageMs ?? 0));
  return xidLine({ ...xid, pciBusId, pid: enginePid, processName: engineName }, at);
}

function outputOf(gpu: GpuName, condition: GpuCondition, enginePid: number): ProgramOutput {
  const { uuid, pciBusId, serial } = gpus[gpu];
  if (condition.output) return condition.output(pciBusId);
  const card = healthyGpu({
    uuid,
    pciBusId,
    serial,
    processes: [{ pid: enginePid, name: engineName, usedMiB: ENGINE_MEMORY_MIB }],
    ...condition.changes,
  });
  const at = new Date(Date.now() - (condition.readingAgeMs ?? 0));
  const versions = { version: 13, driverVersion: '580.95.05', cudaVersion: '13.0' } as const;
  return { stdout: renderNvidiaSmiXml({ ...versions, at, gpus: [card] }), exitCode: 0 };
}

/** As long as this file is there nvidia-smi waits: it goes with the fault, or with the sandbox. */
const hangMarker = 'hangs';

function script(exitCode: number): string {
  return [
    '#!/bin/sh',
    '# A fake nvidia-smi of the weaklink sandbox: it prints the file beside it.',
    'here=$(dirname "$0")',
    `while [ -e "$here/${hangMarker}" ]; do sleep 0.2; done`,
    'cat "$here/output"',
    `exit ${exitCode}`,
    '',
  ].join('\n');
}

function replaceFile(path: string, text: string, mode = 0o600): void {
  const fresh = `${path}.new`;
  writeFileSync(fresh, text, { mode });
  renameSync(fresh, path);
}
