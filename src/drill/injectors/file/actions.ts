import type { FileAction } from './action.ts';
import { corruptAction } from './corrupt.ts';
import { fillAction } from './fill.ts';
import type { FileActionName } from './options.ts';
import { readOnlyAction } from './read-only.ts';

/** Every way to break files: one file each, and one entry here. */
export const fileActions = {
  fill: fillAction,
  'read-only': readOnlyAction,
  corrupt: corruptAction,
} as const satisfies { readonly [Name in FileActionName]: FileAction<Name> };

/** The action of some options: what it is called with fits it, which the type cannot tell. */
export function fileActionOf(name: FileActionName): FileAction<FileActionName> {
  return fileActions[name] as unknown as FileAction<FileActionName>;
}
