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

/**
 * Makes a recording look like a live session to the console. Resolves when the first picture is
 * there; plays from then on unless the options say otherwise.
 *
 * @throws WeaklinkError of the timeline, when its beginning cannot be read
 */
export async function replayFeed(
  timeline: Timeline,
  options: PlayerOptions = {},
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
    replay: controlsOf(player, timeline),
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

function controlsOf(player: Player, { marks }: Timeline): FeedReplay {
  const { startMs, endMs } = player;
  return {
    state: () => ({
      startMs,
      endMs,
      nowMs: player.nowMs,
      isPlaying: player.isPlaying,
      speed: player.speed,
      marks,
    }),
    ask: (ask) => answer(ask, player, marks),
    onJump: player.jumps.add,
    onMove: player.moves.add,
    onNotice: player.notices.add,
  };
}

function answer(ask: ReplayAsk, player: Player, marks: Timeline['marks']): void {
  const { startMs, endMs, wantedMs } = player;
  switch (ask.kind) {
    case 'play':
      return player.playOrPause();
    case 'step':
      return player.step();
    case 'step-back':
      return player.stepBack();
    case 'faster':
      return player.changeSpeed(1);
    case 'slower':
      return player.changeSpeed(-1);
    case 'next-mark':
    case 'previous-mark': {
      const mark =
        ask.kind === 'next-mark'
          ? marks.find(({ atMs }) => atMs > wantedMs && atMs <= endMs)
          : marks.findLast(({ atMs }) => atMs < wantedMs && atMs >= startMs);
      if (mark) return player.jumpTo(mark.atMs);
      return player.notices.tell(`no mark ${ask.kind === 'next-mark' ? 'after' : 'before'} this`);
    }
    case 'scrub':
      return player.jumpTo(wantedMs + ask.by * (endMs - startMs));
    case 'share':
      return player.jumpTo(startMs + ask.of * (endMs - startMs));
    case 'time': {
      const atMs = parseTime(ask.text, { startMs, endMs, nowMs: wantedMs });
      if (atMs === undefined)
        return player.notices.tell(`"${sanitise(ask.text)}" is no time. ${timeHint}`);
      return player.jumpTo(atMs);
    }
  }
}
