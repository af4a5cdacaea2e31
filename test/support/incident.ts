import type { EventData, EventKind, WeaklinkEvent } from '../../src/events/types.ts';
import { openTimeline } from '../../src/replay/open-timeline.ts';
import type { Timeline, Without } from '../../src/replay/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import { asRecorded, place, write } from '../replay/recordings.ts';
import { demoChain, demoSeries, Player } from './looks.ts';

/** The second at which the incident begins, as the player of looks has it. */
export const incidentStart = Date.parse('2026-01-01T00:00:00.000Z');

const vendorDown = {
  'vendor/canary-vendor-chat@local': 'llm.overloaded',
  'gateway/canary-vendor-chat@local': 'llm.overloaded',
  'edge/canary-vendor-chat@local': 'llm.overloaded',
};

const storeRefuses = {
  'store/http@local': 'tcp.refused',
  'store/process@local': 'process.absent',
  'replica-a/canary-chat@local': 'llm.engine_error',
  'replica-b/canary-chat@local': 'llm.engine_error',
  'router/canary-chat@local': 'llm.engine_error',
  'gateway/canary-chat@local': 'llm.engine_error',
  'edge/canary-chat@local': 'llm.engine_error',
};

/** Few enough that a moment of the recording holds all that came before it. */
const watchedSeries = demoSeries.filter(
  ({ probe, link }) => probe !== 'process' || link === 'store',
);

/**
 * Two minutes or more: healthy, a note, a change, the vendor overloaded while its page says that all is
 * well, healthy again, the store gone, which a drill had done.
 */
/** @param quiet seconds between the two faults */
export function incident(quiet = 30): readonly WeaklinkEvent[] {
  const player = new Player(demoChain, watchedSeries);
  const extras: WeaklinkEvent[] = [];
  const tell = <K extends EventKind>(kind: K, data: EventData[K]) => {
    const time = new Date(player.nowMs).toISOString();
    extras.push({ type: `weaklink.${kind}`, time, data } as unknown as WeaklinkEvent);
  };
  player.rounds(20);
  tell('note', { link: null, words: safe`handed over to the night shift` });
  player.rounds(5);
  tell('change', { link: 'vendor', what: 'quota', from: safe`600`, to: safe`60` });
  player.rounds(5);
  player.rounds(10, vendorDown);
  tell('claim', {
    link: 'vendor',
    who: safe`status page`,
    says: 'healthy',
    words: safe`all systems operational`,
    updatedAt: null,
  });
  player.rounds(20, vendorDown);
  player.rounds(quiet);
  tell('fault', { action: 'injected', name: 'store-kill', link: 'store', mode: 'service.crashed' });
  player.rounds(30, storeRefuses);
  const all = [...player.events, ...extras];
  return asRecorded(all.toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time)));
}

export function recordIncident(quiet?: number): Promise<string> {
  return write(place('incident.jsonl'), incident(quiet));
}

export async function openIncident(without?: Without): Promise<Timeline> {
  return openTimeline(await recordIncident(), without ? { without } : {});
}
