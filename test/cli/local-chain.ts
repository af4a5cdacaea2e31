import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Listener, listenHttp } from '../support/listeners.ts';

/** A small chain of real servers in the test's own process, and its file. */
export interface LocalChain {
  readonly directory: string;
  /** Path of the chain file. */
  readonly file: string;
  readonly gateway: Listener;
  readonly store: Listener;
  close(): Promise<void>;
}

/** @param moreLinks YAML of further links, indented by two */
export async function startLocalChain(
  options: { readonly answer?: RequestListener; readonly moreLinks?: string } = {},
): Promise<LocalChain> {
  const directory = mkdtempSync(join(tmpdir(), 'weaklink-chain-'));
  const file = join(directory, 'chain.yaml');
  const gateway = await listenHttp(options.answer ?? ((_, response) => response.end('ok')));
  const store = await listenHttp((_, response) => response.end('ok'));
  writeFileSync(
    file,
    `chain: local
defaults: { every: 500ms, deadline: 2s }
models: { chat: gateway }
links:
  gateway: { kind: gateway, address: "http://${gateway.address}/", needs: [store] }
  store: { kind: store, address: "http://${store.address}/" }
${options.moreLinks ?? ''}`,
  );
  return {
    directory,
    file,
    gateway,
    store,
    close: async () => {
      await Promise.allSettled([gateway.close(), store.close()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
