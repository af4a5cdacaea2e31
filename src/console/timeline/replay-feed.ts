import type { WeaklinkEvent } from '../../events/types.ts';
import type { Timeline } from '../../replay/types.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { ConsoleFeed, FeedReplay, FeedTitle } from '../feed.ts';
import { parseTime, timeHint } from './parse-time.ts';
import { Player, type PlayerOptions } from './player.ts';
import type { ReplayAsk } from './types.ts';

/** A feed whose present is an instant of a recording. */
export interface ReplayFeed extends ConsoleFeed {
  readonly replay: FeedReplay;
  /** Stops playing. The timeline stays open: who opened it closes it. */
  close(): void;
}

export interface ReplayFeedOptions extends PlayerOptions {
  /** What the timeline was opened without, in words; it is shown as long as the picture is. */
  readonly without?: string;
  /** How inferences are priced and shared out; absent: they are counted alone. */
  readonly accounting?: ConsoleFeed['accounting'];
}

/**
 * Makes a recording look like a live session to the console. Resolves when the first picture is
 * there; plays from then on unless the options say otherwise.
 *
 * @throws WeaklinkError of the timeline, when its beginning cannot be read
 */
export async function replayFeed(
  timeline: Timeline,
  options: ReplayFeedOptions = {},
): Promise<ReplayFeed> {
  const player = new Player(timeline, options);
  await player.open();
  return {
    chain: timeline.chain,
    title: titleOf(player.history[0]),
    faults: null,
    subscribe: player.events.add,
    history: () => player.history,
    verdict: () => player.verdict,
    onVerdict: player.verdicts.add,
    now: () => player.nowMs,
    // The keys are refused before they get here.
    lookNow: () => {},
    cost: () => null,
    journal: () => ({ state: 'off', detail: null }),
    accounting: options.accounting,
    replay: controlsOf(player, timeline, options.without ?? null),
    close: () => player.close(),
  };
}

/** The machine that looked on that day, and the version that it had. */
function titleOf(session: WeaklinkEvent | undefined): FeedTitle {
  const host = session?.source.split('/')[2] ?? '';
  const version = session?.type === 'weaklink.session' ? session.data.version : '?';
  return { host: sanitise(decoded(host)), source: 'REPLAY', version: sanitise(version) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function controlsOf(player: Player, { marks }: Timeline, without: string | null): FeedReplay {
  const { startMs, endMs } = player;
  return {
    state: () => ({
      startMs,
      endMs,
      nowMs: player.nowMs,
      isPlaying: player.isPlaying,
      speed: player.speed,
      marks,
      without,
    }),
    ask: (ask) => answer(ask, player, marks),
    onJump: player.jumps.add,
    onMove: player.moves.add,
    onNotice: player.notices.add,
  };
}

function answer(ask: ReplayAsk, player: Player, marks: Timeline['marks']): void {
  switch (ask.kind) {
    case 'play':
      player.playOrPause();
      break;
    case 'step':
      player.step();
      break;
    case 'step-back':
      player.stepBack();
      break;
    case 'faster':
      player.changeSpeed(1);
      break;
    case 'slower':
      player.changeSpeed(-1);
      break;
    default: {
      const place = placeOf(ask, player, marks);
      if (typeof place === 'number') player.jumpTo(place);
      else player.notices.tell(place);
    }
  }
}

type Jump = Extract<
  ReplayAsk,
  { kind: 'next-mark' | 'previous-mark' | 'scrub' | 'share' | 'time' }
>;

/** The instant that a key wants to jump to, or in words why there is none. */
function placeOf(
  ask: Jump,
  { startMs, endMs, wantedMs }: Player,
  marks: Timeline['marks'],
): number | string {
  switch (ask.kind) {
    case 'next-mark':
      return (
        marks.find(({ atMs }) => atMs > wantedMs && atMs <= endMs)?.atMs ?? 'no mark after this'
      );
    case 'previous-mark':
      return (
        marks.findLast(({ atMs }) => atMs < wantedMs && atMs >= startMs)?.atMs ??
        'no mark before this'
      );
    case 'scrub':
      return wantedMs + ask.by * (endMs - startMs);
    case 'share':
      return startMs + ask.of * (endMs - startMs);
    case 'time':
      return (
        parseTime(ask.text, { startMs, endMs, nowMs: wantedMs }) ??
        `"${sanitise(ask.text)}" is no time. ${timeHint}`
      );
  }
}
