import { describe, expect, it } from 'vitest';
import type { LinkExplanation } from '../../../src/diagnosis/explaining/explanation.ts';
import { explanationText } from '../../../src/report/explanation/text.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { samples } from '../sample.ts';

const { verdict } = samples;
const next = verdict.next && { ...verdict.next, gainBits: 0.2, intrusion: 1 };

const lost: LinkExplanation = {
  link: 'gpu-1',
  state: 'culprit',
  probability: 0.96,
  why: safe`gpu-1/gpu@local: gpu.lost, GPU 0 is lost (3 of 3 looks)`,
  modes: [
    {
      mode: 'gpu.lost',
      title: safe`fell off the bus`,
      probability: 0.94,
      remedy: safe`drain the node, then reboot it`,
      takenFor: [
        { mode: 'gpu.driver', title: safe`the driver is not loaded` },
        { mode: 'gpu.missing', title: safe`fewer GPUs than expected` },
        { mode: 'gpu.hot', title: safe`is too hot` },
      ],
    },
    {
      mode: 'gpu.driver',
      title: safe`the driver is not loaded`,
      probability: 0.004,
      remedy: safe`load it`,
      takenFor: [],
    },
  ],
  decides: safe`XID 79 is in the kernel log.`,
  clearedBy: [],
  clearedShare: 0,
  missing: [],
  began: [],
  alsoSeen: [{ series: 'gpu-1/gpu@local', symptoms: ['gpu.xid', 'gpu.ecc'] }],
  served: [safe`router/ask@local: 7 of 7 bad looks were served by gpu-1, none of 9 good ones`],
  arithmetic: null,
};

const written = (of: Partial<typeof verdict> = {}, all: readonly LinkExplanation[] = [lost]) =>
  explanationText(all, {
    arithmetic: false,
    detailed: false,
    verdict: { ...verdict, next, ...of },
  });

describe('an explanation as text', () => {
  it('says what is broken, what to do, what else was seen, how to know and what to look at next', () => {
    expect(written()).toMatchInlineSnapshot(`
      "BROKEN    gpu-1 fell off the bus (XID 79)

      BLAMED    gpu-1, 96 %: gpu-1/gpu@local: gpu.lost, GPU 0 is lost (3 of 3 looks)
      Do        drain the node, then reboot it
      Likely    fell off the bus (gpu.lost, 94 %)
      Also      gpu-1/gpu@local showed gpu.xid, gpu.ecc as well
      Served    router/ask@local: 7 of 7 bad looks were served by gpu-1, none of 9
                good ones
      Often     mistaken for: the driver is not loaded (gpu.driver); or fewer GPUs
                than expected (gpu.missing)
      Decides   XID 79 is in the kernel log.

      Next      tells gpu-1 from replica-a: asks it for a completion (should settle it
                in about 2 s, read-only)
                $ curl -sS http://replica-a:8000/v1/models
      "
    `);
  });

  it('says the deciding check once, where it is the next look as well', () => {
    const why = safe`no look tells gpu.lost from gpu.driver; by hand: XID 79 is in the kernel log.`;
    const byHand = { ...verdict.next, link: 'gpu-1', probe: 'operator', stream: null, why };
    const text = written({ next: { ...byHand, command: null, seconds: 15, gainBits: 0.2 } });
    expect(text.match(/XID 79 is in the\s+kernel log/g)).toHaveLength(1);
    expect(text).not.toContain('Decides');
    // Nobody has measured how long a person takes.
    expect(text).not.toContain('15 s');
  });

  it('says the next look first while it cannot tell', () => {
    const lines = written({ status: 'undetermined' }).split('\n');
    expect(lines[0]).toMatch(/^UNSURE /);
    expect(lines[2]).toMatch(/^Next /);
  });

  it('names suspects by how likely they are, and says no more of one that hardly is', () => {
    const suspect = (link: string, probability: number) =>
      ({ ...lost, link, probability, state: 'suspect' }) as const;
    const all = [suspect('router', 0.004), suspect('gateway', 0.3), suspect('replica-a', 0.6)];
    const text = written({ status: 'undetermined', culprits: [] }, all);
    expect(text.match(/^SUSPECT +\S+/gm)?.map((line) => line.split(/ +/)[1])).toEqual([
      'replica-a,',
      'gateway,',
      'router,',
    ]);
    expect(text.match(/^Likely/gm)).toHaveLength(2);
    // What to do is only said of what is blamed.
    expect(text).not.toMatch(/^Do /m);
  });
});
