import type { IncomingMessage } from 'node:http';
import { type ApiError, openaiErrors } from './errors.ts';

/** What can be wrong with a key. */
export interface KeySwitches {
  readonly keyRevoked: boolean;
  /** It is known, and may list the models and not ask one. */
  readonly notPermitted: boolean;
  /** Its credit is used up. */
  readonly quotaExhausted: boolean;
  /** Somebody else uses the same key so much that nothing is left of its rate. */
  readonly rateLimited: boolean;
}

/** Requests in a minute that a key may make: more than probes and the busiest traffic need. */
const REQUESTS_PER_MINUTE = 90_000;
const WINDOW_MS = 60_000;

/** Holds one key, its credit and its rate: who may ask a model API, and how often. */
export class KeyGuard {
  readonly #key: string;
  #switches: Partial<KeySwitches> = {};
  #windowStart = 0;
  #used = 0;

  constructor(key: string) {
    this.#key = key;
  }

  set(switches: Partial<KeySwitches>): void {
    // What the other user took is given back when it is gone.
    if (this.#switches.rateLimited && !switches.rateLimited) this.#used = 0;
    this.#switches = switches;
  }

  /** @param counts whether the request uses up the rate @returns why not, or nothing */
  refuse(request: IncomingMessage, counts: boolean): ApiError | undefined {
    const sent = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (sent === undefined) return openaiErrors.keyMissing();
    if (sent !== this.#key || this.#switches.keyRevoked) return openaiErrors.keyRefused(sent);
    if (!counts) return undefined;
    if (this.#switches.notPermitted) return openaiErrors.notPermitted();
    if (this.#switches.quotaExhausted) return openaiErrors.quotaExhausted();
    this.#openWindow();
    if (this.#switches.rateLimited) this.#used = REQUESTS_PER_MINUTE;
    if (this.#used >= REQUESTS_PER_MINUTE) {
      return openaiErrors.rateLimited(REQUESTS_PER_MINUTE, this.limitHeaders());
    }
    this.#used += 1;
    return undefined;
  }

  /** What is left of the rate, as the model APIs tell it. */
  limitHeaders(): Readonly<Record<string, string>> {
    const seconds = Math.max(0, Math.ceil((this.#windowStart + WINDOW_MS - Date.now()) / 1_000));
    return {
      'x-ratelimit-limit-requests': `${REQUESTS_PER_MINUTE}`,
      'x-ratelimit-remaining-requests': `${REQUESTS_PER_MINUTE - this.#used}`,
      'x-ratelimit-reset-requests': `${seconds}s`,
    };
  }

  #openWindow(): void {
    if (Date.now() - this.#windowStart < WINDOW_MS) return;
    this.#windowStart = Date.now();
    this.#used = 0;
  }
}
