import { join } from 'node:path';
import { expect, test } from 'vitest';
import { initialFlow } from '../../../src/console/flow/state.ts';
import { replayFeed } from '../../../src/console/timeline/replay-feed.ts';
import { createEventFactory } from '../../../src/events/envelope.ts';
import { RecordingWriter } from '../../../src/events/recording.ts';
import { openTimeline } from '../../../src/replay/open-timeline.ts';
import { askedFrom, storyAttempts } from '../../support/accounted.ts';
import { acmeChain } from '../../support/chain.ts';
import { storySteps } from '../../support/flow-story.ts';
import { scratch } from '../../support/scratch.ts';
import { frameText, viewFor } from '../../support/view.ts';

async function recorded(): Promise<string> {
  const path = join(await scratch(), 'asked.jsonl');
  const writer = await RecordingWriter.create(path);
  let nowMs = askedFrom;
  const events = createEventFactory({ clock: { now: () => nowMs } as never, source: '/test' });
  await writer.write(events.make('session', { version: '0.1.0', chain: acmeChain }));
  for (const { inference } of storyAttempts()) {
    nowMs = Date.parse(inference.startedAt) + inference.durationMs;
    await writer.write(events.make('inference', inference, { subject: inference.link }));
  }
  await writer.close();
  return path;
}

test.each([
  ['with prices', storySteps, 'billed 0.8760 USD = parties 0.7368 + unattributed 0.0399'],
  ['without', undefined, 'price unknown: no attempt in this window has a known cost'],
])('the flow of a replay %s', async (_, steps, said) => {
  const timeline = await openTimeline(await recorded(), {});
  const accounting = steps && (() => steps);
  const at = { fromMs: timeline.endMs, isPlaying: false, accounting };
  const feed = await replayFeed(timeline, at);
  try {
    const view = viewFor(feed, { screens: ['chain', 'flow'], flow: initialFlow });
    expect(frameText(view)).toContain(said);
  } finally {
    feed.close();
    await timeline.close();
  }
});
