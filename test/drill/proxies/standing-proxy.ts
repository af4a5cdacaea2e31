import { type RunningProxy, startProxy } from '../../../src/drill/proxies/start-proxy.ts';
import type { ScenarioWorld } from '../../../src/drill/world.ts';
import { freePort } from '../../support/listeners.ts';

/** A proxy in a process of its own, and calls to its control API. */
export interface StandingProxy extends RunningProxy {
  readonly port: number;
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Status and document of one call. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Adds a toxic; fails when it is refused. */
  toxic(toxic: object): Promise<void>;
  /** Everything up, no toxic. */
  heal(): Promise<void>;
  /** The proxy alone, as the injectors see it. */
  readonly world: ScenarioWorld;
}

export interface Answer {
  readonly status: number;
  readonly document: unknown;
}

/** Stands before `upstream` under the name `web`. */
export async function standBefore(
  upstream: string,
  kind: 'tcp' | 'llm' | 'dns' = 'tcp',
): Promise<StandingProxy> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const proxy = await startProxy({ name: 'web', kind, listen: address, upstream });
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${proxy.control}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, document: text === '' ? null : JSON.parse(text) };
  };
  return {
    ...proxy,
    port,
    address,
    call,
    toxic: async (toxic) => {
      const { status, document } = await call('POST', '/proxies/web/toxics', toxic);
      if (status !== 200) throw new Error(JSON.stringify(document));
    },
    heal: async () => {
      await call('POST', '/reset');
    },
    world: { sandbox: null, proxies: new Map([['web', proxy]]), processes: new Map() },
  };
}
