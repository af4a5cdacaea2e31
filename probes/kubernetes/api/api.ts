import { exchangeOver } from '../../network/http-over-socket.ts';
import { PhaseClock, type Phases } from '../../network/phase-clock.ts';
import type { LookContext } from '../../probe.ts';
import type { Access } from '../access/access.ts';
import { type Credentials, credentialsFor, forgetCredential } from '../access/credentials.ts';
import { connectToApi } from './connect.ts';
import { type Refusal, refusalOfNetwork, refusalOfStatus } from './refusal.ts';
import { pathOf, type Resource, resourceTitle } from './resources.ts';

/** Bytes of one answer: a page of pods with the records of their managers takes about 1 MB. */
const MAX_ANSWER_BYTES = 8_388_608;
/** Objects of one page, as kubectl asks for at most 500: ours are read within a look. */
const PAGE_OBJECTS = 100;
/** Pages of one list. What is left out is told. */
const MOST_PAGES = 5;
/** Requests that one look has under way at a time: the server shares its seats among all its clients. */
const MAX_CONCURRENT = 4;

export type One = { readonly kind: 'object'; readonly object: unknown } | Refusal;
export type Many =
  | {
      readonly kind: 'list';
      readonly items: readonly unknown[];
      /** True where the collection has more than was read. */
      readonly cut: boolean;
    }
  | Refusal;

export interface ListQuestion {
  readonly namespace?: string | undefined;
  readonly labels?: string | undefined;
  readonly fields?: string | undefined;
  /** Objects that are read at most. */
  readonly most?: number | undefined;
}

/** The API of one cluster for one look: GET alone, each over a fresh connection. */
export class KubernetesApi {
  readonly access: Access;
  readonly #context: LookContext;
  #credentials: Credentials;
  readonly #time: PhaseClock;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;
  #phases: Phases | undefined;
  #aheadMs = 0;

  /** @param time of the whole look, which began before anything was read for it */
  constructor(access: Access, credentials: Credentials, context: LookContext, time: PhaseClock) {
    this.access = access;
    this.#credentials = credentials;
    this.#context = context;
    this.#time = time;
  }

  /** The wall clock of the server, by the date of its first answer: ages are told by it, not by ours. */
  nowMs(): number {
    return this.#context.clock.now() + this.#aheadMs;
  }

  /** The phases of the first request; the others run beside each other and count in the total alone. */
  phases(): Phases {
    const { total: _, ...first } = this.#phases ?? {};
    return { ...first, total: this.#time.phases().total ?? 0 };
  }

  async get(resource: Resource, name: string, namespace: string): Promise<One> {
    const scope = resource.namespaced ? namespace : undefined;
    const asked = `get ${resourceTitle(resource)}/${name}${scope === undefined ? '' : ` in ${scope}`}`;
    const answer = await this.#ask(pathOf(resource, scope, name), asked);
    return answer.kind === 'refused' ? answer : objectOf(answer.body, asked);
  }

  async list(resource: Resource, question: ListQuestion = {}): Promise<Many> {
    const { namespace, labels, fields, most = PAGE_OBJECTS * MOST_PAGES } = question;
    const asked = `list ${resourceTitle(resource)} in ${namespace ?? 'all namespaces'}`;
    const items: unknown[] = [];
    let next: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = new URLSearchParams({ limit: String(Math.min(PAGE_OBJECTS, most)) });
      if (labels !== undefined) query.set('labelSelector', labels);
      if (fields !== undefined) query.set('fieldSelector', fields);
      if (next !== undefined) query.set('continue', next);
      const answer = await this.#ask(`${pathOf(resource, namespace)}?${query}`, asked);
      // The list changed while it was read and cannot be continued: what came so far is true.
      if (answer.kind === 'refused' && answer.why === 'gone' && page > 0) break;
      if (answer.kind === 'refused') return answer;
      const list = objectOf(answer.body, asked);
      if (list.kind === 'refused') return list;
      const { items: some, metadata } = list.object as ListBody;
      if (!Array.isArray(some)) return malformed(`${asked}: no list`);
      items.push(...some);
      next = metadata?.continue || undefined;
      if (next === undefined) return { kind: 'list', items, cut: false };
      if (items.length >= most) break;
    }
    return { kind: 'list', items: items.slice(0, most), cut: true };
  }

  /** A page of the server itself: its status and its words. */
  async page(path: string): Promise<{ kind: 'page'; status: number; body: string } | Refusal> {
    const answer = await this.#ask(path, `get ${path}`);
    if (answer.kind === 'answer') return { kind: 'page', status: 200, body: answer.body };
    return answer.status === undefined || answer.status < 500
      ? answer
      : { kind: 'page', status: answer.status, body: answer.detail };
  }

  async #ask(path: string, asked: string): Promise<{ kind: 'answer'; body: string } | Refusal> {
    while (this.#underWay >= MAX_CONCURRENT) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#underWay += 1;
    try {
      const answer = await this.#exchange(path, asked);
      return answer.kind === 'refused' ? await this.#askAgain(answer, path, asked) : answer;
    } finally {
      this.#underWay -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** What a plugin gave earlier may have been revoked since: it is asked once more, as kubectl does. */
  async #askAgain(refusal: Refusal, path: string, asked: string) {
    const { keptAs } = this.#credentials;
    if (refusal.status !== 401 || keptAs === undefined) return refusal;
    const before = this.#credentials.authorization;
    forgetCredential(keptAs);
    this.#credentials = await credentialsFor(this.access, this.#context);
    return this.#credentials.authorization === before ? refusal : this.#exchange(path, asked);
  }

  async #exchange(
    path: string,
    asked: string,
  ): Promise<{ kind: 'answer'; body: string } | Refusal> {
    const { access } = this;
    const { clock, signal } = this.#context;
    const time = new PhaseClock({ clock, signal, deadlineMs: this.#time.remainingMs() });
    const connected = await connectToApi(access, this.#credentials, this.#context, time);
    if (connected.kind === 'failure') {
      this.#phases ??= time.phases();
      return refusalOfNetwork(connected.failure);
    }
    const answer = await exchangeOver(
      connected.socket,
      {
        url: urlOf(access.server, path),
        method: 'GET',
        headers: { accept: 'application/json', ...this.#authorization() },
        bodyLimitBytes: MAX_ANSWER_BYTES,
      },
      time,
    );
    this.#phases ??= time.phases();
    if (answer.kind === 'failure') return refusalOfNetwork(answer);
    if (answer.cut) return refusalOfNetwork(answer.cut);
    const date = Date.parse(answer.headers.date ?? '');
    if (!Number.isNaN(date)) this.#aheadMs = date - clock.now();
    const body = answer.body.toString('utf8');
    return answer.status < 300
      ? { kind: 'answer', body }
      : refusalOfStatus(answer.status, body, asked);
  }

  /** Nothing secret goes over a connection that anybody on the way can read. */
  #authorization(): Readonly<Record<string, string>> {
    const { authorization } = this.#credentials;
    const isPlain = this.access.server.protocol === 'http:';
    return authorization === undefined || isPlain ? {} : { authorization };
  }
}

interface ListBody {
  readonly items?: unknown;
  readonly metadata?: { readonly continue?: string };
}

/** The server may stand under a path, as behind a gateway of clusters. */
function urlOf(server: URL, path: string): URL {
  const url = new URL(server);
  const [pathname = '', search = ''] = path.split('?');
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${pathname}`;
  url.search = search;
  return url;
}

function objectOf(body: string, asked: string): One {
  try {
    const object: unknown = JSON.parse(body);
    if (typeof object === 'object' && object !== null) return { kind: 'object', object };
  } catch {
    // Told below: it is no JSON.
  }
  return malformed(`${asked}: the answer is no object of the API`);
}

function malformed(detail: string): Refusal {
  return { kind: 'refused', why: 'k8s.api_malformed', detail };
}
