import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Listener, listenHttp } from './listeners.ts';

export interface FakeRepository {
  sha: string;
  lastModified: string;
  files: Record<string, string>;
  license?: string | string[];
  gated?: boolean;
  disabled?: boolean;
  /** The token that is let in; anybody where absent. */
  token?: string;
}

/**
 * A fake hub: the two routes of Hugging Face's API that the probe asks, their fields, their status
 * codes and their header X-Error-Code, as the hub's documentation and its client have them. Large
 * files are handed out by a redirect to a store beside it, which must not see the hub's token.
 */
export async function startFakeHub(
  repositories: Record<string, FakeRepository>,
): Promise<Listener & { readonly leaked: readonly string[] }> {
  const leaked: string[] = [];
  const listener = await listenHttp((request, response) => {
    const url = new URL(request.url ?? '/', 'http://hub');
    if (url.pathname.startsWith('/storage/')) {
      if (request.headers.authorization) leaked.push(request.headers.authorization);
      response.end(decodeURIComponent(url.pathname.slice('/storage/'.length)));
      return;
    }
    const [, api, resolve] =
      /^(?:\/api\/datasets\/(\w+\/[\w-]+)\/revision\/\w+|\/datasets\/(\w+\/[\w-]+)\/resolve\/\w+\/.+)$/.exec(
        url.pathname,
      ) ?? [];
    const repository = repositories[api ?? resolve ?? ''];
    if (!repository) return void refuse(response, 404, 'RepoNotFound');
    if (
      repository.token !== undefined &&
      request.headers.authorization !== `Bearer ${repository.token}`
    ) {
      return void refuse(response, 401, 'RepoNotFound');
    }
    if (api !== undefined) return void describe(response, api, repository);
    hand(
      request,
      response,
      decodeURIComponent(url.pathname.replace(/^.*?\/resolve\/\w+\//, '')),
      repository,
    );
  });
  return Object.assign(listener, { leaked });
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, {
    'x-error-code': code,
    'x-error-message': `${code}: as the hub says`,
  });
  response.end(JSON.stringify({ error: code }));
}

function describe(response: ServerResponse, id: string, repository: FakeRepository): void {
  const { sha, lastModified, files, license, gated, disabled } = repository;
  const siblings = Object.entries(files).map(([rfilename, text]) => {
    const size = Buffer.byteLength(text);
    const isLarge = rfilename.endsWith('.bin');
    const sha256 = createHash('sha256').update(text).digest('hex');
    return { rfilename, size, blobId: 'b', ...(isLarge ? { lfs: { sha256, size } } : {}) };
  });
  const cardData = license === undefined ? {} : { license };
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      id,
      sha,
      lastModified,
      siblings,
      cardData,
      gated: gated ? 'auto' : false,
      disabled: disabled ?? false,
    }),
  );
}

function hand(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  repository: FakeRepository,
): void {
  const text = repository.files[path];
  if (repository.gated) return void refuse(response, 403, 'GatedRepo');
  if (text === undefined) return void refuse(response, 404, 'EntryNotFound');
  if (request.method !== 'HEAD' && path.endsWith('.jsonl')) {
    response.writeHead(302, {
      location: `http://localhost:${request.socket.localPort}/storage/${encodeURIComponent(text)}`,
    });
    response.end();
    return;
  }
  response.end(text);
}
