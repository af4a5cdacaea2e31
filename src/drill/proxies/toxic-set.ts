import { setMaxListeners } from 'node:events';
import { ControlError, toxicNotFound } from './control/control-error.ts';
import { read, type ToxicInput } from './control/inputs.ts';
import type { LiveToxic, Stream, Toxic, ToxicTypes } from './toxic.ts';

/** Toxics of one proxy; each costs time for every piece of data. */
const MAX_TOXICS = 64;

interface Entry {
  readonly toxic: LiveToxic;
  readonly controller: AbortController;
  /** The dead man's switch: nobody has to be alive for the toxic to end. */
  readonly timer: NodeJS.Timeout | undefined;
}

/** The toxics of one proxy, in the order in which they came. Each ends by itself at its TTL. */
export class ToxicSet {
  readonly #types: ToxicTypes;
  readonly #entries = new Map<string, Entry>();
  readonly #changed: () => void;

  constructor(types: ToxicTypes, changed: () => void) {
    this.#types = types;
    this.#changed = changed;
  }

  list(): readonly LiveToxic[] {
    return [...this.#entries.values()].map(({ toxic }) => toxic);
  }

  /** @throws ControlError 404 */
  get(name: string): LiveToxic {
    const entry = this.#entries.get(name);
    if (!entry) throw toxicNotFound();
    return entry.toxic;
  }

  /** @throws ControlError 400 for a toxic that cannot be, 409 for a name that is taken */
  add(input: ToxicInput): LiveToxic {
    const type = input.type ?? '';
    const stream = streamOf(input.stream);
    const name = input.name || `${type}_${stream}`;
    if (this.#entries.has(name)) throw new ControlError(409, 'toxic already exists');
    if (this.#entries.size >= MAX_TOXICS) {
      throw new ControlError(400, `more than ${MAX_TOXICS} toxics on one proxy`);
    }
    const attributes = this.#attributesOf(type, input.attributes ?? {});
    return this.#put({ name, type, stream, toxicity: input.toxicity ?? 1, attributes }, input.ttl);
  }

  /** Attributes that are not named stay as they are. @throws ControlError 400, 404 */
  update(name: string, input: ToxicInput): LiveToxic {
    const { type, stream, toxicity, attributes: before } = this.get(name);
    const attributes = this.#attributesOf(type, { ...before, ...input.attributes });
    const changed = { name, type, stream, toxicity: input.toxicity ?? toxicity, attributes };
    return this.#put(changed, input.ttl);
  }

  /** @throws ControlError 404 */
  remove(name: string): void {
    this.get(name);
    this.#end(name);
    this.#changed();
  }

  clear(): void {
    for (const name of this.#entries.keys()) this.#end(name);
    this.#changed();
  }

  #put(toxic: Toxic, ttlMs: number | undefined): LiveToxic {
    this.#end(toxic.name);
    const controller = new AbortController();
    // As many wait for its end as there are connections.
    setMaxListeners(0, controller.signal);
    const live = { ...toxic, removed: controller.signal };
    const timer = ttlMs === undefined ? undefined : setTimeout(() => this.#expire(live), ttlMs);
    this.#entries.set(toxic.name, { toxic: live, controller, timer });
    this.#changed();
    return live;
  }

  #expire(toxic: LiveToxic): void {
    if (this.#entries.get(toxic.name)?.toxic === toxic) this.remove(toxic.name);
  }

  #end(name: string): void {
    const entry = this.#entries.get(name);
    if (!entry) return;
    this.#entries.delete(name);
    clearTimeout(entry.timer);
    entry.controller.abort();
  }

  #attributesOf(type: string, given: Toxic['attributes']): Toxic['attributes'] {
    const known = Object.hasOwn(this.#types, type) ? this.#types[type] : undefined;
    if (!known) throw new ControlError(400, 'invalid toxic type');
    return read(known.attributes, given) as Toxic['attributes'];
  }
}

function streamOf(text: string | undefined): Stream {
  const stream = text || 'downstream';
  if (stream === 'upstream' || stream === 'downstream') return stream;
  throw new ControlError(400, 'stream was invalid, can be either upstream or downstream');
}
