import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/**
 * Bytes that are held after a full collection: what is kept, without the garbage that happens to lie about. Whatever is
 * measured has to be used afterwards, or it is collected too.
 */
export function memoryKept(): NodeJS.MemoryUsage {
  collect();
  return process.memoryUsage();
}
