import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { type Identity, makeIdentity } from '../certificates.ts';
import { type Listener, listenOn } from '../listeners.ts';
import { type Collection, collections, discovery } from './kubernetes-discovery.ts';
import { matchesFields, matchesLabels } from './kubernetes-selectors.ts';

/** A rule of a Role, as RBAC has it. */
export interface FakeRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

export interface FakeClusterOptions {
  /** Bearer token → user. */
  readonly tokens?: Readonly<Record<string, string>>;
  /** What every known user may do; everything where absent. */
  readonly rules?: readonly FakeRule[];
  /** Groups that the server does not know, as a cluster without KServe. */
  readonly without?: readonly string[];
  /** Most objects of a page, whatever was asked for. */
  readonly pageObjects?: number;
  /** Milliseconds that its clock is ahead. */
  readonly aheadMs?: number;
}

/** Any object of the API; only these members mean something to the fake. */
export interface FakeObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly user: string;
}

/** Answers instead of the server: a status with the body that the real one sends, or no answer at all. */
export type FakeTrouble = { readonly status: number; readonly body?: string } | 'silent';

export interface FakeCluster extends Listener {
  readonly url: string;
  /** PEM of the authority of the server and of the certificates that it accepts. */
  readonly ca: string;
  /** A certificate of a user, signed by the authority. */
  userCertificate(name: string): Promise<Identity>;
  readonly requests: FakeRequest[];
  put(...objects: readonly FakeObject[]): void;
  clear(): void;
  /** Each request that the pattern fits meets it from now on. */
  trouble(pattern: RegExp | null, trouble?: FakeTrouble): void;
}

/**
 * A fake API server of Kubernetes on real TLS: it knows who asks by token or client certificate, what
 * they may do by rules of RBAC, serves objects one by one and in pages with continuation, by labels and
 * fields, and answers errors as `Status`. It serves the discovery documents too, so that the real kubectl
 * can be asked the same.
 */
export async function startFakeCluster(options: FakeClusterOptions = {}): Promise<FakeCluster> {
  const authority = await makeIdentity({ subject: 'kubernetes', authority: true });
  const own = await makeIdentity({
    subject: 'kube-apiserver',
    issuer: authority,
    dnsNames: ['kubernetes', 'kubernetes.default.svc', 'localhost'],
    addresses: ['127.0.0.1'],
  });
  const server = new FakeServer(options);
  const tls = { key: own.key, cert: own.pem, ca: authority.pem, requestCert: true };
  const listener = await listenOn(
    createServer({ ...tls, rejectUnauthorized: false }, server.listener),
  );
  return {
    ...listener,
    url: `https://${listener.address}`,
    ca: authority.pem,
    userCertificate: (name) => makeIdentity({ subject: name, issuer: authority }),
    requests: server.requests,
    put: (...objects) => server.put(objects),
    clear: () => server.clear(),
    trouble: (pattern, trouble) => server.setTrouble(pattern, trouble),
  };
}

class FakeServer {
  readonly requests: FakeRequest[] = [];
  readonly #options: FakeClusterOptions;
  readonly #objects = new Map<string, FakeObject[]>();
  #trouble: { pattern: RegExp; trouble: FakeTrouble } | null = null;

  constructor(options: FakeClusterOptions) {
    this.#options = options;
  }

  put(objects: readonly FakeObject[]): void {
    for (const object of objects) {
      const plural = collections.find(([, , , kind]) => kind === object.kind)?.[2] ?? '';
      const { name, namespace } = object.metadata;
      const others = (this.#objects.get(plural) ?? []).filter(
        ({ metadata }) => metadata.name !== name || metadata.namespace !== namespace,
      );
      this.#objects.set(plural, [...others, object]);
    }
  }

  clear(): void {
    this.#objects.clear();
    this.#trouble = null;
    this.requests.length = 0;
  }

  setTrouble(pattern: RegExp | null, trouble: FakeTrouble = { status: 500 }): void {
    this.#trouble = pattern && { pattern, trouble };
  }

  readonly listener: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '/', 'https://kubernetes');
    const user = this.#userOf(request);
    this.requests.push({
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      user: user ?? '',
    });
    response.setHeader('date', new Date(Date.now() + (this.#options.aheadMs ?? 0)).toUTCString());
    response.setHeader('content-type', 'application/json');
    response.setHeader('audit-id', 'fake');
    const met = this.#trouble?.pattern.test(request.url ?? '') ? this.#trouble.trouble : null;
    if (met === 'silent') return;
    if (met) {
      response.writeHead(met.status);
      response.end(
        met.body ?? JSON.stringify(statusBody(met.status, 'InternalError', 'fake trouble')),
      );
    } else if (user === undefined) refuse(response, 401, 'Unauthorized', 'Unauthorized');
    else this.#serve(url, user, request.method ?? '', response);
  };

  #userOf(request: IncomingMessage): string | undefined {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const { tokens } = this.#options;
    if (bearer !== undefined) return tokens?.[bearer];
    const socket = request.socket as TLSSocket;
    const { subject } = socket.getPeerCertificate();
    const name = subject?.CN;
    if (typeof name === 'string') return socket.authorized ? name : undefined;
    // Without any papers a real server takes the caller for anybody.
    return tokens === undefined ? 'anybody' : 'system:anonymous';
  }

  #serve(url: URL, user: string, method: string, response: ServerResponse): void {
    const { pathname: path } = url;
    const page = discovery(path, this.#options.without ?? []) ?? serverPage(path);
    if (page !== undefined) {
      if (path === '/readyz' && !this.#mayVisit(path, user)) {
        const words = `forbidden: User "${user}" cannot get path "${path}"`;
        refuse(response, 403, 'Forbidden', words);
      } else response.end(typeof page === 'string' ? page : JSON.stringify(page));
      return;
    }
    const match =
      /^\/(?:api\/([^/]+)|apis\/([^/]+)\/([^/]+))(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/.exec(
        path,
      );
    const [, coreVersion, group = '', groupVersion, namespace, plural = '', name] = match ?? [];
    const version = coreVersion ?? groupVersion;
    const collection = collections.find(
      (one) => one[0] === group && one[1] === version && one[2] === plural,
    );
    if (!collection || this.#options.without?.includes(group)) {
      response.setHeader('content-type', 'text/plain; charset=utf-8');
      response.writeHead(404);
      response.end('404 page not found\n');
      return;
    }
    const verb = method === 'GET' ? (name === undefined ? 'list' : 'get') : method.toLowerCase();
    const denied = this.#denial(collection, { verb, user, namespace, name });
    if (denied !== undefined) refuse(response, 403, 'Forbidden', denied);
    else if (name === undefined) this.#list(collection, namespace, url.searchParams, response);
    else this.#one(collection, namespace, name, response);
  }

  #denial(
    [group, , plural]: Collection,
    {
      verb,
      user,
      namespace,
      name,
    }: { verb: string; user: string; namespace: string | undefined; name: string | undefined },
  ): string | undefined {
    const allowed = this.#rules(user).some(
      (rule) =>
        rule.verbs.includes(verb) &&
        (rule.apiGroups ?? []).includes(group) &&
        (rule.resources ?? []).includes(plural),
    );
    if (allowed || (this.#options.rules === undefined && user !== 'system:anonymous'))
      return undefined;
    const title = group === '' ? plural : `${plural}.${group}`;
    const which = name === undefined ? title : `${title} "${name}"`;
    const where =
      namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    return `${which} is forbidden: User "${user}" cannot ${verb} resource "${plural}" in API group "${group}" ${where}`;
  }

  #mayVisit(path: string, user: string): boolean {
    if (this.#options.rules === undefined) return true;
    return this.#rules(user).some(
      ({ nonResourceURLs = [], verbs }) => nonResourceURLs.includes(path) && verbs.includes('get'),
    );
  }

  #rules(user: string): readonly FakeRule[] {
    return user === 'system:anonymous' ? [] : (this.#options.rules ?? []);
  }

  #one(
    [group, , plural]: Collection,
    namespace: string | undefined,
    name: string,
    response: ServerResponse,
  ) {
    const found = this.#objects
      .get(plural)
      ?.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    const title = group === '' ? plural : `${plural}.${group}`;
    if (found) response.end(JSON.stringify(found));
    else refuse(response, 404, 'NotFound', `${title} "${name}" not found`);
  }

  #list(
    [group, version, plural, kind]: Collection,
    namespace: string | undefined,
    query: URLSearchParams,
    response: ServerResponse,
  ): void {
    const all = (this.#objects.get(plural) ?? []).filter(
      (one) =>
        (namespace === undefined || one.metadata.namespace === namespace) &&
        matchesLabels(one.metadata.labels ?? {}, query.get('labelSelector') ?? '') &&
        matchesFields(one, query.get('fieldSelector') ?? ''),
    );
    const from = Number(Buffer.from(query.get('continue') ?? '', 'base64url').toString() || 0);
    const most = Math.min(
      Number(query.get('limit') ?? all.length),
      this.#options.pageObjects ?? 500,
    );
    const items = all.slice(from, from + most);
    const left = all.length - from - items.length;
    const next =
      left > 0
        ? {
            continue: Buffer.from(String(from + items.length)).toString('base64url'),
            remainingItemCount: left,
          }
        : {};
    response.end(
      JSON.stringify({
        kind: `${kind}List`,
        apiVersion: group === '' ? version : `${group}/${version}`,
        metadata: { resourceVersion: '4711', ...next },
        items,
      }),
    );
  }
}

function statusBody(code: number, reason: string, message: string): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
  };
}

function refuse(response: ServerResponse, code: number, reason: string, message: string): void {
  response.writeHead(code);
  response.end(JSON.stringify(statusBody(code, reason, message)));
}

function serverPage(path: string): string | object | undefined {
  if (path === '/readyz') return '[+]ping ok\n[+]etcd ok\nreadyz check passed\n';
  return path === '/version' ? { major: '1', minor: '33', gitVersion: 'v1.33.0-fake' } : undefined;
}
