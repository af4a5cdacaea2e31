import { readFileSync } from 'node:fs';

/**
 * What the GPU does to the engine that computes on it. The fake nvidia-smi prints what a person
 * would see; this is what the engine feels, kept in a file beside it.
 */
export interface GpuDevice {
  /** `fails`: every kernel launch returns an error; `hangs`: none returns. */
  readonly work: 'runs' | 'fails' | 'hangs';
  /** How many times longer than usual a token takes. */
  readonly slowdown: number;
  /** What the engine says when its work fails. */
  readonly error: string;
}

export const healthyDevice: GpuDevice = { work: 'runs', slowdown: 1, error: '' };

export function readDevice(path: string): GpuDevice {
  return JSON.parse(readFileSync(path, 'utf8'));
}
