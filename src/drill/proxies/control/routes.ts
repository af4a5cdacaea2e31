import { version } from '../../../platform/version.ts';
import type { ProxyCollection } from '../collection.ts';
import { shownToxic } from '../proxy.ts';
import { ControlError } from './control-error.ts';
import { readProxies, readProxy, readToxic } from './inputs.ts';

export interface ControlAnswer {
  readonly status: number;
  /** Absent with 204. */
  readonly document?: unknown;
}

interface Call {
  readonly method: string;
  /** Parts of the path, decoded. */
  readonly path: readonly string[];
  /** The document sent; asked for only where one is needed. */
  body(): Promise<unknown>;
}

const nothing: ControlAnswer = { status: 204 };
const ok = (document: unknown): ControlAnswer => ({ status: 200, document });
const created = (document: unknown): ControlAnswer => ({ status: 201, document });
const changes = (method: string): boolean => method === 'POST' || method === 'PATCH';

/** Toxiproxy's API, as its README documents it. @throws ControlError */
export async function answerCall(call: Call, proxies: ProxyCollection): Promise<ControlAnswer> {
  const [first, name, second, toxic, ...more] = call.path;
  if (more.length > 0) throw notFound();
  if (first === 'proxies' && name !== undefined) {
    if (second === undefined) return onProxy(call, proxies, name);
    if (second === 'toxics') return onToxics(call, proxies, name, toxic);
  }
  if (call.path.length !== 1) throw notFound();
  const handler = plainRoutes[`${call.method} ${first}`];
  if (!handler) throw notFound();
  return handler(proxies, call);
}

const plainRoutes: Readonly<
  Record<string, (proxies: ProxyCollection, call: Call) => Promise<ControlAnswer>>
> = {
  'GET version': async () => ok({ version: `weaklink-${version}` }),
  'GET proxies': async (proxies) =>
    ok(Object.fromEntries(proxies.list().map((proxy) => [proxy.name, proxy.shown()]))),
  'POST proxies': async (proxies, { body }) =>
    created((await proxies.create(readProxy(await body()))).shown()),
  'POST populate': async (proxies, { body }) => {
    const populated = await proxies.populate(readProxies(await body()));
    return created({ proxies: populated.map((proxy) => proxy.shown()) });
  },
  'POST reset': async (proxies) => {
    await proxies.reset();
    return nothing;
  },
};

async function onProxy(
  { method, body }: Call,
  proxies: ProxyCollection,
  name: string,
): Promise<ControlAnswer> {
  const proxy = proxies.get(name);
  if (method === 'GET') return ok(proxy.shown());
  if (method === 'DELETE') {
    await proxies.remove(name);
    return nothing;
  }
  if (!changes(method)) throw notFound();
  await proxies.update(proxy, readProxy(await body()));
  return ok(proxy.shown());
}

async function onToxics(
  { method, body }: Call,
  proxies: ProxyCollection,
  name: string,
  toxic: string | undefined,
): Promise<ControlAnswer> {
  const { toxics } = proxies.get(name);
  if (toxic === undefined) {
    if (method === 'GET') return ok(toxics.list().map(shownToxic));
    if (method === 'POST') return ok(shownToxic(toxics.add(readToxic(await body()))));
    throw notFound();
  }
  if (method === 'GET') return ok(shownToxic(toxics.get(toxic)));
  if (changes(method)) return ok(shownToxic(toxics.update(toxic, readToxic(await body()))));
  if (method !== 'DELETE') throw notFound();
  toxics.remove(toxic);
  return nothing;
}

const notFound = (): ControlError => new ControlError(404, 'no such path in this API');
