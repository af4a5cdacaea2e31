import { dialLocal } from './local-dial.ts';
import { execLocal } from './local-exec.ts';
import { readStart } from './read-start.ts';
import type { Vantage } from './types.ts';

/** This machine, as the user who runs weaklink. */
export const localVantage: Vantage = {
  name: 'local',
  exec: (argv, options) => execLocal(argv, options),
  readFile: readStart,
  dial: (host, port, options) => dialLocal({ host, port }, options),
  forward: (path, options) => dialLocal({ path }, options),
};
