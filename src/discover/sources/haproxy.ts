import { isRead, isUnread } from '../configuration/files.ts';
import { readHaproxy } from '../configuration/haproxy.ts';
import { unreadable } from '../configuration/problem.ts';
import type { Source } from '../context.ts';
import { fromProxies, type ProxyKind, valuesOf } from './running-proxies.ts';

const USUAL_FILE = '/etc/haproxy/haproxy.cfg';

const haproxy: ProxyKind = {
  format: 'haproxy',
  program: 'haproxy',
  async readRunning(words, files) {
    const stated = valuesOf(words, ['-f']);
    const paths = stated.length > 0 ? stated : [USUAL_FILE];
    const read = (await Promise.all(paths.map((path) => files.readAll(path, '.cfg')))).flat();
    const unread = read.find(isUnread);
    if (unread) throw unreadable(unread.path, 1, `cannot be read (${unread.code})`);
    return readHaproxy(read.filter(isRead));
  },
  readNamed: async (file) => readHaproxy([file]),
};

/** Frontends of HAProxy and the servers of their backends. */
export const fromHaproxy: Source = (context) => fromProxies(haproxy, context);
