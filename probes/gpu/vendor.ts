import { posix } from 'node:path';
import type { SmiCommand } from './smi-runner.ts';

/** Whose tool it is, and so what it is asked and in which form it answers. */
export type Tool = 'nvidia-smi' | 'amd-smi' | 'rocm-smi';

/** By the name of the program; tools of other vendors speak as nvidia-smi does. */
export function toolOf(binary: string): Tool {
  const name = posix.basename(binary);
  return name === 'amd-smi' || name === 'rocm-smi' ? name : 'nvidia-smi';
}

const questions: Readonly<Record<Tool, readonly (readonly string[])[]>> = {
  'nvidia-smi': [['-q', '-x']],
  'amd-smi': [
    ['metric', '--json'],
    ['static', '--json'],
    ['process', '--json'],
  ],
  'rocm-smi': [['-a', '--json']],
};

/** What is asked for one look, in turn: the first says whether the driver answers at all. */
export function questionsFor(binary: string): readonly [SmiCommand, ...SmiCommand[]] {
  const [first = [], ...more] = questions[toolOf(binary)];
  return [[binary, ...first], ...more.map((rest): SmiCommand => [binary, ...rest])];
}
