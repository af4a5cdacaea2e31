import { dirname } from 'node:path';
import { isUnread } from '../configuration/files.ts';
import { readNginx } from '../configuration/nginx.ts';
import { unreadable } from '../configuration/problem.ts';
import type { Source } from '../context.ts';
import { fromProxies, type ProxyKind, valuesOf } from './running-proxies.ts';

const USUAL_FILE = '/etc/nginx/nginx.conf';

const nginx: ProxyKind = {
  format: 'nginx',
  program: 'nginx',
  async readRunning(words, files) {
    const path = valuesOf(words, ['-c']).at(-1) ?? USUAL_FILE;
    const file = await files.read(path);
    if (isUnread(file)) throw unreadable(path, 1, `cannot be read (${file.code})`);
    // Relative includes begin beside the main file.
    return readNginx(file, files.including(dirname(path)));
  },
  // What it includes lies where it runs.
  readNamed: (file) => readNginx(file, async () => []),
};

/** Virtual hosts of nginx and their upstreams. */
export const fromNginx: Source = (context) => fromProxies(nginx, context);
