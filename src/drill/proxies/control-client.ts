import { z } from 'zod';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { Toxic } from './toxic.ts';

/** Milliseconds in which a control API answers a call. */
const CALL_MS = 5_000;
/** Characters of a refusal that are told. */
const MAX_WORDS = 200;

const shownProxy = z.object({
  listen: z.string(),
  enabled: z.boolean(),
  toxics: z.array(z.object({ name: z.string(), type: z.string() })).nullish(),
});
export type SeenProxy = z.infer<typeof shownProxy>;

/** A toxic to add; `ttl` in milliseconds is understood by our own proxies alone. */
export type NewToxic = Toxic & { readonly ttl?: number };

/** One proxy behind a control API: Toxiproxy's own, or ours. */
export class ControlClient {
  readonly #control: string;
  readonly #proxy: string;

  constructor(control: string, proxy: string) {
    this.#control = control.replace(/\/+$/, '');
    this.#proxy = proxy;
  }

  /** Null where there is no such proxy. @throws WeaklinkError E_DRILL_CONTROL */
  async look(signal?: AbortSignal): Promise<SeenProxy | null> {
    const { status, document } = await this.#call('GET', '', undefined, signal);
    if (status === 404) return null;
    const seen = shownProxy.safeParse(document);
    if (seen.success) return seen.data;
    throw this.#failure(`answers ${status} with something that is no proxy`);
  }

  /** One that is there already is left as it is. @throws WeaklinkError E_DRILL_CONTROL */
  async addToxic(toxic: NewToxic, signal?: AbortSignal): Promise<void> {
    const { status, document } = await this.#call('POST', '/toxics', toxic, signal);
    if (status !== 200 && status !== 409) throw this.#refusal(status, document);
  }

  /** Idempotent. @throws WeaklinkError E_DRILL_CONTROL */
  async removeToxic(name: string): Promise<void> {
    const path = `/toxics/${encodeURIComponent(name)}`;
    const { status, document } = await this.#call('DELETE', path);
    if (status !== 204 && status !== 404) throw this.#refusal(status, document);
  }

  /** @throws WeaklinkError E_DRILL_CONTROL */
  async setEnabled(enabled: boolean, ttl?: number, signal?: AbortSignal): Promise<void> {
    const body = { enabled, ...(ttl === undefined ? {} : { ttl }) };
    const { status, document } = await this.#call('POST', '', body, signal);
    if (status !== 200) throw this.#refusal(status, document);
  }

  async #call(method: string, path: string, body?: unknown, signal?: AbortSignal) {
    const url = `${this.#control}/proxies/${encodeURIComponent(this.#proxy)}${path}`;
    const timeout = AbortSignal.timeout(CALL_MS);
    try {
      const response = await fetch(url, {
        method,
        // A redirect of a control API is a mistake, and would be followed to who knows where.
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        headers: { 'user-agent': 'weaklink', 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, document: text === '' ? null : parsed(text) };
    } catch (error) {
      signal?.throwIfAborted();
      const cause = (error as { cause?: { code?: string } }).cause;
      throw this.#failure(`cannot be reached (${cause?.code ?? (error as Error).name})`);
    }
  }

  #refusal(status: number, document: unknown): WeaklinkError {
    const { error } = (document ?? {}) as { error?: unknown };
    const words = typeof error === 'string' ? `: ${sanitise(error).slice(0, MAX_WORDS)}` : '';
    return this.#failure(`refuses with ${status}${words}`);
  }

  #failure(what: string): WeaklinkError {
    return new WeaklinkError({
      code: 'E_DRILL_CONTROL',
      message: `the control API of the proxy "${this.#proxy}" at ${this.#control} ${what}`,
      hint: `Try it by hand: curl ${this.#control}/proxies/${encodeURIComponent(this.#proxy)}`,
      exitCode: ExitCode.CouldNotLook,
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
