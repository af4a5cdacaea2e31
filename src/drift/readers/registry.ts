import { containerConfiguration, processConfiguration } from './configuration-files.ts';
import { dockerInspect } from './docker-inspect.ts';
import { kubernetesPods } from './kubernetes-pods.ts';
import { processArguments, processEnvironment } from './process-files.ts';
import type { Reader } from './reader.ts';

/** By kind of probe beside which they read. */
export const readers: Readonly<Record<string, readonly Reader[]>> = {
  docker: [dockerInspect, containerConfiguration],
  kubernetes: [kubernetesPods],
  process: [processArguments, processEnvironment, processConfiguration],
};

/** Whether a reader tells in full what a probe tells in brief. */
export function isCovered(what: string, reader: string): boolean {
  return Object.values(readers)
    .flat()
    .some(({ name, covers }) => name === reader && covers.includes(what));
}
