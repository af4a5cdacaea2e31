import { setTimeout as delay } from 'node:timers/promises';
import type { FaultDefinition } from '../faults/fault.ts';
import { findFault } from '../faults/registry.ts';
import type { Layout } from '../layout.ts';
import { lookAt, unwell } from '../looks/look-at.ts';
import type { Fleet } from './fleet.ts';
import { writeInForce } from './in-force.ts';

/** Milliseconds in which a fault must show. */
const SHOW_MS = 5_000;
/** Milliseconds in which a healed chain must serve, on a busy machine. */
const SERVE_MS = 15_000;
/** Milliseconds between two looks while waiting. */
const PAUSE_MS = 20;
/** Milliseconds of silence that prove a hang: a healthy link answers within a tenth of it. */
const SILENCE_MS = 300;
/** Milliseconds that any other fault may take to show. */
const LOOK_MS = 3_000;

/** Injects and clears faults one after the other, each verified by a look at the real thing. */
export class SandboxControl {
  readonly #layout: Layout;
  readonly #fleet: Fleet;
  readonly #inForce = new Map<string, FaultDefinition>();

  constructor(layout: Layout, fleet: Fleet) {
    this.#layout = layout;
    this.#fleet = fleet;
  }

  /** Starts everything. Resolves when the chain serves. */
  async start(): Promise<void> {
    writeInForce(this.#layout, []);
    await this.#fleet.apply([]);
    await this.#untilWell();
  }

  /**
   * Resolves when a look at the fault's link shows it.
   *
   * @throws Error when it does not show, for instance behind another fault; it is taken back then
   */
  async inject(name: string): Promise<void> {
    const fault = findFault(name);
    const isNew = !this.#inForce.has(name);
    this.#inForce.set(name, fault);
    // Told before it is done: whoever reads it may believe too much, never too little.
    this.#tellInForce();
    await this.#fleet.apply([...this.#inForce.values()]);
    try {
      await this.#untilSeen(fault);
    } catch (error) {
      if (isNew) this.#inForce.delete(name);
      await this.#fleet.apply([...this.#inForce.values()]);
      this.#tellInForce();
      throw error;
    }
  }

  /** Undoes one fault, or all. Resolves when the chain serves, if no other fault is in force. */
  async clear(name?: string): Promise<void> {
    if (name === undefined) this.#inForce.clear();
    else this.#inForce.delete(findFault(name).name);
    await this.#fleet.apply([...this.#inForce.values()]);
    this.#tellInForce();
    if (this.#inForce.size === 0) await this.#untilWell();
  }

  #tellInForce(): void {
    writeInForce(this.#layout, [...this.#inForce.keys()]);
  }

  async #untilSeen({ name, link, seen }: FaultDefinition): Promise<void> {
    const waitsForSilence = ['silent', 'stalled', 'hangs'].includes(seen);
    const deadlineMs = waitsForSilence ? SILENCE_MS : LOOK_MS;
    const found = await until(SHOW_MS, async () => {
      const word = await lookAt(link, this.#layout, deadlineMs);
      return { done: word.includes(seen), word };
    });
    if (!found.done) {
      const said = found.word.slice(0, 200);
      throw new Error(`${name} does not show: ${link} should say "${seen}" and says "${said}"`);
    }
  }

  async #untilWell(): Promise<void> {
    const found = await until(SERVE_MS, async () => {
      const words = await unwell(this.#layout);
      return { done: words.length === 0, word: words.join('; ') };
    });
    if (!found.done) throw new Error(`the chain does not serve: ${found.word}`);
  }
}

interface Found {
  readonly done: boolean;
  readonly word: string;
}

async function until(withinMs: number, look: () => Promise<Found>): Promise<Found> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found.done || performance.now() > giveUpAt) return found;
    await delay(PAUSE_MS);
  }
}
