import { modelserverProbe } from '../../../probes/modelserver/index.ts';
import type { Finding } from '../../../probes/probe.ts';
import { type Clock, systemClock } from '../../../src/platform/clock.ts';
import { type Pages, startFakeServer } from '../../support/fakes/model-servers/fake-server.ts';
import { lookAt } from '../../support/look-at.ts';

/** A clock that is set forward between looks: what must last is not waited for. */
export class ForwardClock implements Clock {
  #aheadMs = 0;
  now = (): number => systemClock.now() + this.#aheadMs;
  monotonic = (): number => systemClock.monotonic() + this.#aheadMs;

  forward(ms: number): void {
    this.#aheadMs += ms;
  }
}

export interface Told {
  readonly finding: Finding;
  readonly asked: readonly string[];
}

/** Looks at a fake server in one state after the other, `everyMs` apart; what the last look found. */
export async function lookAtStates(
  states: readonly Pages[],
  options: (url: string, port: number) => object,
  everyMs: number,
): Promise<Told> {
  const [first = {}] = states;
  const server = await startFakeServer(first);
  const clock = new ForwardClock();
  try {
    let finding: Finding | undefined;
    for (const pages of states) {
      server.become(pages);
      finding = await lookAt(modelserverProbe, options(server.url, server.port), { clock });
      clock.forward(everyMs);
    }
    if (!finding) throw new Error('no state');
    return { finding, asked: server.asked };
  } finally {
    await server.close();
  }
}
