import type { Finding } from '../../probes/probe.ts';
import type { Chain } from '../../src/chain/types.ts';
import { createEventFactory } from '../../src/events/envelope.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { safe } from '../../src/text/sanitise.ts';
import { Watcher } from '../../src/watching/watcher.ts';

const chain: Chain = {
  name: 'test',
  vantages: [],
  models: [],
  links: [{ id: 'it', kind: 'service', needs: [], labels: {}, probes: [] }],
};
const { make } = createEventFactory({ clock: systemClock, source: '/test' });

/** Looks again and again; what each look shows to have changed, in words. */
export function watching(probe: string, look: () => Promise<Finding>) {
  const watcher = new Watcher(chain);
  return async (): Promise<readonly string[]> => {
    const startedAt = new Date().toISOString();
    const finding = await look();
    const event = make('observation', {
      link: 'it',
      probe,
      stream: `it/${probe}@local`,
      vantage: 'local',
      reach: 'self',
      alsoSeen: [],
      phases: {},
      measures: [],
      facts: {},
      evidence: [],
      command: safe``,
      startedAt,
      durationMs: 1,
      ...finding,
    });
    return watcher.take(event).map(({ data }) => `${data.what}: ${data.from} → ${data.to}`);
  };
}
