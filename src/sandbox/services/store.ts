import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Disturbance } from '../http/disturbance.ts';
import { serveHttp } from '../http/http-service.ts';
import { pathOf, readBody, sendJson } from '../http/messages.ts';
import { servedDocuments } from '../language/corpus.ts';
import { buildLanguageData } from '../language/language-data.ts';
import { objectNames, toObjects } from '../language/manifest.ts';
import { ObjectDirectory, QuotaError, type StoredObject } from './object-directory.ts';
import type { RunningService } from './service.ts';
import { StoreDamage } from './store-damage.ts';

export interface StoreConfig {
  readonly port: number;
  readonly directory: string;
}

export interface StoreSwitches extends Disturbance {
  /** Something else has filled the disk up to the quota. */
  readonly full: boolean;
  /** Bytes of the model's data were overwritten on disk. */
  readonly corrupt: boolean;
  /** The model's data was deleted. */
  readonly objectMissing: boolean;
}

/** Bytes that the store may hold: some times the model, so that it can be filled quickly. */
const QUOTA_BYTES = 2_097_152;

/** The object that the health check writes and removes. */
const healthObject = 'health/write-test';

/**
 * An HTTP object store on disk: GET, HEAD and PUT on `/objects/<name>`, entity tags by content,
 * and `/checksums/<name>`, which reads an object from disk and tells its SHA-256.
 */
export async function serveStore(config: StoreConfig): Promise<RunningService<StoreSwitches>> {
  const objects = new ObjectDirectory(config.directory, QUOTA_BYTES);
  // After a restart the objects are still there, as on any disk.
  if (!objects.read(objectNames.manifest)) publish(objects);
  const damage = new StoreDamage(objects);
  // Damage from before a restart is not forgotten on disk.
  damage.set({});

  const service = await serveHttp(config.port, async (request, response) => {
    const path = pathOf(request);
    if (path === '/health') return checkHealth(objects, response);
    const [, collection, name = ''] = /^\/(objects|checksums)\/(.*)$/.exec(path) ?? [];
    if (collection === undefined || !objects.accepts(name)) {
      return sendJson(response, 404, { error: 'no such path', path });
    }
    if (collection === 'checksums') return sendChecksum(objects, name, response);
    if (request.method === 'PUT') return put(objects, name, request, response);
    get(objects, name, request, response);
  });
  return {
    set: async (next) => {
      damage.set(next);
      await service.disturb(next);
    },
  };
}

function publish(objects: ObjectDirectory): void {
  const data = buildLanguageData(servedDocuments);
  for (const [name, bytes] of toObjects(data)) objects.write(name, bytes);
}

/** A health check that really writes: a store that can only read is not healthy. */
function checkHealth(objects: ObjectDirectory, response: ServerResponse): void {
  answerWrite(response, () => {
    objects.write(healthObject, Buffer.from(new Date().toISOString()));
    objects.remove(healthObject);
    sendJson(response, 200, {
      status: 'ok',
      usedBytes: objects.usedBytes(),
      quotaBytes: QUOTA_BYTES,
    });
  });
}

async function put(
  objects: ObjectDirectory,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  answerWrite(response, () => {
    const etag = objects.write(name, body);
    response.writeHead(201, { etag }).end();
  });
}

function answerWrite(response: ServerResponse, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof QuotaError)) throw error;
    sendJson(response, 507, { error: error.message, quotaBytes: QUOTA_BYTES });
  }
}

function sendChecksum(objects: ObjectDirectory, name: string, response: ServerResponse): void {
  const object = objects.read(name);
  if (object) {
    const { bytes, etag } = object;
    sendJson(response, 200, {
      object: name,
      bytes: bytes.length,
      sha256: etag.replaceAll('"', ''),
    });
  } else sendMissing(response, name);
}

function get(
  objects: ObjectDirectory,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const object = objects.read(name);
  if (object) sendObject(object, name, request, response);
  else sendMissing(response, name);
}

function sendObject(
  { bytes, etag }: StoredObject,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  response.writeHead(200, {
    'content-type': name.endsWith('.json') ? 'application/json' : 'application/octet-stream',
    'content-length': bytes.length,
    etag,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function sendMissing(response: ServerResponse, name: string): void {
  sendJson(response, 404, { error: 'no such object', object: name });
}
