import { describeError, WeaklinkError } from '../platform/errors.ts';
import type { TerminalCapabilities } from '../terminal/capabilities.ts';
import { clipboardSequence } from '../terminal/clipboard.ts';
import { type Effect, perform, typeFilter, withFilter } from './actions.ts';
import type { DrillAsk } from './drill/actions.ts';
import type { ConsoleFeed } from './feed.ts';
import { commandFor } from './keymap.ts';
import { layout } from './layout.ts';
import type { MakeView } from './make-view.ts';
import type { Store } from './store.ts';
import { typeTime, withTime } from './timeline/actions.ts';
import { filterOf, shownScreen } from './ui-state.ts';

/** What the controller needs of the terminal and of Ink. */
export interface Surroundings {
  readonly feed: ConsoleFeed;
  readonly store: Store;
  readonly makeView: MakeView;
  readonly terminal: TerminalCapabilities;
  size(): { columns: number; rows: number };
  /** Writes a sequence that shows nothing. */
  write(sequence: string): void;
  /** Empties the screen, and makes Ink forget what stood on it. */
  erase(): void;
  suspend(): Promise<void>;
  quit(how: { interrupted: boolean; keepScreen: boolean }): void;
}

/** To a key that would look or break something. */
const refusal = 'this is a recording: nothing is looked at, broken or saved';

/** How long the answer to a key stays, in milliseconds. */
const noticeMs = 5_000;

/** Turns keys into new states and effects. */
export class Controller {
  readonly #around: Surroundings;
  readonly #stopNotices: (() => void) | null;
  #noticeTimer: NodeJS.Timeout | null = null;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#stopNotices = around.feed.replay?.onNotice((words) => this.#notify(words)) ?? null;
  }

  press(key: string): void {
    const { store, feed, makeView } = this.#around;
    const { ui } = store.getState();
    if (ui.editing && key !== 'ctrl+c') {
      store.setUi(typeFilter(key, ui));
      return;
    }
    if (ui.jumpText !== null && key !== 'ctrl+c') {
      this.#typeTime(key);
      return;
    }
    const isReplay = feed.replay !== undefined;
    const command = commandFor(
      key,
      shownScreen(ui),
      feed.faults !== null,
      isReplay,
      feed.game != null,
    );
    if (!command) {
      if (isReplay && commandFor(key, shownScreen(ui), true)) this.#notify(refusal);
      return;
    }
    const { columns, rows } = this.#around.size();
    // A new key takes the answer to the last one away.
    const state = { ...store.getState(), ui: { ...ui, notice: null } };
    const place = layout(columns, rows, isReplay ? 1 : 0);
    const outcome = perform(command, makeView(state), place, key);
    store.setUi(outcome.ui);
    if (outcome.ui.notice !== null) this.#forgetLater();
    if (outcome.effect) void this.#try(outcome.effect);
  }

  /**
   * Pasted text is text: its first line goes into a filter that is being typed, and nowhere else.
   * A single line with its end ends the filter, as when it is typed.
   */
  paste(text: string): void {
    const { store } = this.#around;
    const { ui } = store.getState();
    if (ui.jumpText !== null) {
      store.setUi(withTime(ui, ui.jumpText + (/^[^\r\n]*/.exec(text)?.[0] ?? '')));
      return;
    }
    if (!ui.editing) return;
    const [line = '', ...rest] = text.split(/\r\n?|\n/);
    const isEnded = rest.length === 1 && rest[0] === '';
    store.setUi({ ...withFilter(ui, filterOf(ui) + line), editing: !isEnded });
  }

  stop(): void {
    this.#stopNotices?.();
    if (this.#noticeTimer) clearTimeout(this.#noticeTimer);
  }

  #typeTime(key: string): void {
    const { store, feed } = this.#around;
    const { ui, ask } = typeTime(key, store.getState().ui);
    store.setUi(ui);
    if (ask) feed.replay?.ask(ask);
  }

  /** What goes wrong outside is said on the screen; the console stays. */
  async #try(effect: Effect): Promise<void> {
    try {
      await this.#carryOut(effect);
    } catch (error) {
      this.#notify(error instanceof WeaklinkError ? describeError(error) : String(error));
    }
  }

  async #carryOut(effect: Effect): Promise<void> {
    const { feed } = this.#around;
    switch (effect.kind) {
      case 'look':
        feed.lookNow(effect.link);
        return;
      case 'copy':
        this.#copy(effect.text);
        return;
      case 'inject':
        await this.#change(`injecting ${effect.name}`, `${effect.name} is in force`, () =>
          feed.faults?.inject(effect.name),
        );
        return;
      case 'clear-faults':
        // Asked of the feed itself: the picture may be older than the last injection.
        if (feed.faults?.active().length === 0) this.#notify('no fault is in force');
        else
          await this.#change('undoing every fault', 'no fault is in force any more', () =>
            feed.faults?.clear(),
          );
        return;
      case 'drill':
        this.#play(effect.ask);
        return;
      case 'save':
        await this.#save();
        return;
      case 'replay':
        feed.replay?.ask(effect.ask);
        return;
      case 'repaint':
        this.#repaint();
        return;
      case 'suspend':
        await this.#around.suspend();
        return;
      case 'quit':
        this.#around.quit(effect);
        return;
    }
  }

  /** First the terminal is emptied, then everything is mounted anew: Ink would skip equal rows. */
  #repaint(): void {
    const { store } = this.#around;
    this.#around.erase();
    const { ui } = store.getState();
    store.setUi({ ...ui, repaints: ui.repaints + 1 });
  }

  #copy(text: string): void {
    const sequence = clipboardSequence(text, this.#around.terminal.multiplexer);
    if (sequence === null) this.#notify('too long for the clipboard of a terminal');
    else this.#around.write(sequence);
  }

  #play(ask: DrillAsk): void {
    const { game } = this.#around.feed;
    if (ask.kind === 'answer') game?.answer(ask.link, ask.mode);
    else if (ask.kind === 'hint') game?.hint();
    else game?.reveal();
  }

  async #save(): Promise<void> {
    const { save } = this.#around.feed;
    if (!save) this.#notify('there is nothing to save: this is a recording, or has not begun');
    else this.#notify(await save());
  }

  async #change(doing: string, done: string, work: () => Promise<void> | undefined): Promise<void> {
    this.#notify(doing);
    await work();
    this.#notify(done);
    this.#around.store.publishSoon();
  }

  #notify(notice: string): void {
    const { store } = this.#around;
    store.setUi({ ...store.getState().ui, notice });
    this.#forgetLater();
  }

  #forgetLater(): void {
    if (this.#noticeTimer) clearTimeout(this.#noticeTimer);
    const { store } = this.#around;
    this.#noticeTimer = setTimeout(() => {
      store.setUi({ ...store.getState().ui, notice: null });
    }, noticeMs);
  }
}
