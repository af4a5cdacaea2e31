import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FakeGpu, healthyGpu } from '../../src/sandbox/gpu/fake-gpu.ts';
import { renderNvidiaSmiXml } from '../../src/sandbox/gpu/render-nvidia-smi.ts';
import { scratch } from './scratch.ts';

/** A document of the real tool's shape, for these cards. */
export function smiDocument(...gpus: readonly FakeGpu[]): string {
  const cards = gpus.length === 0 ? [healthyGpu()] : gpus;
  const at = new Date('2026-11-21T03:14:02Z');
  return renderNvidiaSmiXml({
    version: 13,
    driverVersion: '580.95.05',
    cudaVersion: '13.0',
    at,
    gpus: cards,
  });
}

/** Several cards of one machine. */
export function cards(count: number): readonly FakeGpu[] {
  return Array.from({ length: count }, (_, index) =>
    healthyGpu({
      uuid: `GPU-5a1dbf0${index}-3e72-4c0b-9c55-0d6f7b1c2a01`,
      pciBusId: `00000000:0${index + 1}:00.0`,
    }),
  );
}

/** A program that prints a text and ends: a stand-in for nvidia-smi, which cannot run without a card. */
export async function fakeSmi(stdout: string, exitCode = 0): Promise<string> {
  const directory = await scratch();
  await writeFile(join(directory, 'output'), stdout);
  return script(directory, `cat '${directory}/output'; exit ${exitCode}`);
}

export async function script(directory: string, body: string): Promise<string> {
  const path = join(directory, 'nvidia-smi');
  await writeFile(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return path;
}
