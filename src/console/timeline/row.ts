import { formatDuration } from '../../platform/duration.ts';
import { cell, fitRow, type Row, type Run, rowWidth, run } from '../../terminal/row.ts';
import { clockTime } from '../format.ts';
import type { View } from '../view.ts';
import { cellOf, markCells, markLooks } from './marks.ts';
import type { ReplayState } from './types.ts';

/** Cells of the bar: fewer would hide marks behind each other, more say nothing more. */
const barCells = { least: 12, most: 120 } as const;
/** Part of the room that the bar takes from the title of the next mark. */
const barShare = 0.55;
/** Narrower, the clock of the header has to do, so that the next mark has room. */
const columnsForClock = 100;
/** Below this the seconds of start and end tell them apart. */
const shortMs = 600_000;

/**
 * ```
 *  > 10x 14:03:20Z  14:02 ==C====|--V---F------ 14:42  V in 80 s: gpu-1 fell off the bus
 * ```
 */
export function timelineRow(view: View, columns: number): Row {
  const { replay } = view.snapshot;
  if (!replay) return [];
  const left = leftOf(view, replay, columns);
  const end = ` ${shortTime(replay.endMs, replay)}  `;
  const room = columns - rowWidth(left) - end.length - 1;
  const cells = Math.round(room * barShare);
  const bar = barOf(view, replay, Math.max(barCells.least, Math.min(barCells.most, cells)));
  const row = [...left, ...bar, run(end, 'muted'), ...nextOf(view, replay)];
  return fitRow(row, columns, view.glyphs);
}

/** Whether it plays, how fast, where it is, and where it began. */
function leftOf({ glyphs }: View, replay: ReplayState, columns: number): Row {
  const { isPlaying, speed, nowMs, startMs } = replay;
  const pace = speed === 'max' ? 'max' : `${speed}x`;
  return [
    run(` ${isPlaying ? glyphs.play : glyphs.pause} `, isPlaying ? 'ok' : 'warn'),
    run(cell(pace, 4, glyphs), 'strong'),
    ...(columns >= columnsForClock ? [run(` ${clockTime(nowMs)} `)] : []),
    run(` ${shortTime(startMs, replay)} `, 'muted'),
  ];
}

function barOf({ glyphs }: View, replay: ReplayState, cells: number): Row {
  const { startMs, endMs, nowMs, marks } = replay;
  const here = cellOf(nowMs, startMs, endMs, cells);
  return markCells(marks, replay, cells).map((kind, index): Run => {
    const look = kind && markLooks[kind];
    // A mark under the cursor stays readable.
    if (index === here) return look ? run(glyphs[look.glyph], 'selected') : run(glyphs.cursor);
    if (look) return run(glyphs[look.glyph], look.slot);
    return run(index < here ? glyphs.played : glyphs.rule, index < here ? 'plain' : 'muted');
  });
}

function nextOf({ glyphs, show }: View, { marks, nowMs, endMs }: ReplayState): Row {
  const next = marks.find(({ atMs }) => atMs > nowMs && atMs <= endMs);
  if (!next) return [run(nowMs >= endMs ? 'the end' : 'no more marks', 'muted')];
  const { glyph, slot } = markLooks[next.kind];
  return [
    run(glyphs[glyph], slot),
    run(` in ${formatDuration(next.atMs - nowMs)}: `, 'muted'),
    run(show(next.title)),
  ];
}

/** `14:02`, with seconds where a recording is short. */
function shortTime(atMs: number, { startMs, endMs }: ReplayState): string {
  return clockTime(atMs).slice(0, endMs - startMs < shortMs ? 8 : 5);
}
