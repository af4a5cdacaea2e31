import { readEnvoy } from '../configuration/envoy.ts';
import { isUnread } from '../configuration/files.ts';
import { unreadable } from '../configuration/problem.ts';
import type { Source } from '../context.ts';
import { fromProxies, type ProxyKind, valuesOf } from './running-proxies.ts';

const USUAL_FILE = '/etc/envoy/envoy.yaml';

const envoy: ProxyKind = {
  format: 'envoy',
  program: 'envoy',
  async readRunning(words, files) {
    const path = valuesOf(words, ['-c', '--config-path']).at(-1) ?? USUAL_FILE;
    const file = await files.read(path);
    if (isUnread(file)) throw unreadable(path, 1, `cannot be read (${file.code})`);
    return readEnvoy(file);
  },
  readNamed: async (file) => readEnvoy(file),
};

/** Static listeners of Envoy and the endpoints of their clusters. */
export const fromEnvoy: Source = (context) => fromProxies(envoy, context);
