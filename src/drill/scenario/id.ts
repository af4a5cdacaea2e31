import { basename } from 'node:path';
import { sanitise } from '../../text/sanitise.ts';

/** Endings of scenario files. */
export const fileEnding = /\.(?:ya?ml|json)$/i;

/** The scenario's id: the name of its file without the ending. */
export function idOf(file: string): string {
  return sanitise(basename(file).replace(fileEnding, ''), { maxCharacters: 100 });
}
