import type { FlowBook } from '../../attribution/flow/book.ts';
import type { Kept } from '../../attribution/flow/kept.ts';
import type { OrderKeeper } from '../../attribution/flow/order.ts';
import type { Flow, FlowMeasure } from '../../attribution/flow/types.ts';
import { defaultWindow, type FlowWindowName, windowNamed } from '../../attribution/flow/windows.ts';

/** Flows as of one instant. Each is summed when it is first drawn, and stays as it was then. */
export class FlowPicture {
  readonly models: readonly string[];
  readonly asOfMs: number;
  readonly #book: FlowBook;
  readonly #keeper: OrderKeeper;
  readonly #flows = new Map<string, Flow>();
  readonly #attempts = new Map<string, readonly Kept[]>();

  constructor(book: FlowBook, keeper: OrderKeeper, asOfMs: number) {
    this.#book = book;
    this.#keeper = keeper;
    this.models = book.models;
    this.asOfMs = asOfMs;
  }

  flow(model: string, measure: FlowMeasure, window: FlowWindowName): Flow {
    const key = `${model}\n${measure}\n${window}`;
    const known = this.#flows.get(key);
    if (known) return known;
    const span = windowNamed(window) ?? defaultWindow;
    const flow = this.#book.flow(model, measure, span, this.asOfMs);
    this.#flows.set(key, flow);
    return flow;
  }

  /** Ids of nodes from top to bottom, the same from picture to picture. */
  order(flow: Flow): readonly string[] {
    return this.#keeper.order(`${flow.model}\n${flow.measure}\n${flow.windowMs}`, flow);
  }

  /** @param name what is asked for: equal names get what was found the first time */
  attempts(name: string, wanted: (kept: Kept) => boolean, most: number): readonly Kept[] {
    const known = this.#attempts.get(name);
    if (known) return known;
    const found = this.#book.attempts(wanted, most);
    this.#attempts.set(name, found);
    return found;
  }
}
