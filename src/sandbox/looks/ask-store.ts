import { type IncomingMessage, request } from 'node:http';
import { slowMs } from '../faults/slow.ts';
import { readBody } from '../http/messages.ts';
import { type Manifest, objectNames, sha256 } from '../language/manifest.ts';
import { loopback } from '../layout.ts';

/** `ok`, `slow`, a status that is not 200, `damaged`, `refused` or `silent`. */
export async function askStore(port: number, deadlineMs: number): Promise<string> {
  const startedAt = performance.now();
  try {
    await get(port, '/health', deadlineMs);
    if (performance.now() - startedAt >= slowMs) return 'slow';
    const manifestBytes = await get(port, `/objects/${objectNames.manifest}`, deadlineMs);
    const manifest: Manifest = JSON.parse(manifestBytes.toString());
    const tokens = await get(port, `/objects/${objectNames.tokens}`, deadlineMs);
    if (sha256(tokens) !== manifest.objects[objectNames.tokens]) return 'damaged';
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @throws Error whose message is the word for what happened */
function get(port: number, path: string, deadlineMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: loopback, port, path, agent: false });
    asking.setTimeout(deadlineMs, () => asking.destroy(new Error('silent')));
    asking.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ECONNREFUSED' ? new Error('refused') : error);
    });
    asking.once('response', (answer: IncomingMessage) => {
      readBody(answer).then((body) => {
        if (answer.statusCode === 200) resolve(body);
        else reject(new Error(`${answer.statusCode}`));
      }, reject);
    });
    asking.end();
  });
}
