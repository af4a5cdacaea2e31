import { describe, expect, it } from 'vitest';
import type { Finding } from '../../probes/probe.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type LookDependencies, runLook } from '../../src/probing/look.ts';
import type { PlannedLook } from '../../src/probing/plan.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import { localVantage } from '../../src/vantage/local.ts';
import { numbered } from '../events/samples.ts';
import { strikingOut } from '../support/look-context.ts';
import { failedFinding, okFinding, planned } from './planned.ts';

const dependencies: LookDependencies = {
  clock: systemClock,
  redactor: strikingOut('hunter2'),
  vantage: (name) => (name === 'local' ? localVantage : undefined),
  stalledMs: () => 0,
  waitedMs: () => 0,
};

function look(of: PlannedLook, parts: Partial<LookDependencies> = {}, signal?: AbortSignal) {
  const never = new AbortController().signal;
  return runLook(of, signal ?? never, { ...dependencies, ...parts });
}

const after = (ms: number, found: Finding) =>
  new Promise<Finding>((resolve) => setTimeout(() => resolve(found), ms));

const finding = (parts: Partial<Finding>) =>
  planned(() => Promise.resolve({ ...failedFinding, ...parts }));

/** Text of which a probe only says that it is safe. */
const unsafe = (text: string) => text as SafeText;

describe('an observation', () => {
  it('says what was found, where, when, how, and how to repeat it', async () => {
    const before = Date.now();
    const { observation, claims, lingering } = await look(
      planned(
        async () => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          return { ...failedFinding, phases: { connect: 2, total: 3 }, servedBy: safe`a` };
        },
        { reach: 'through', model: 'chat' },
      ),
    );
    expect(observation).toEqual({
      link: 'edge',
      probe: 'test',
      stream: 'edge/test@local',
      vantage: 'local',
      reach: 'through',
      model: 'chat',
      outcome: 'failed',
      symptom: 'test.broken',
      alsoSeen: [],
      summary: 'broken',
      startedAt: expect.stringMatching(/^20.+Z$/),
      durationMs: expect.any(Number),
      phases: { connect: 2, total: 3 },
      measures: [],
      facts: {},
      evidence: [],
      command: 'test edge',
      servedBy: 'a',
    });
    expect(observation.durationMs).toBeGreaterThanOrEqual(19);
    expect(Date.parse(observation.startedAt)).toBeGreaterThanOrEqual(before);
    expect([claims, lingering]).toEqual([[], null]);
  });

  it('gives claims the link of the look where they name none, and dates in one form', async () => {
    const claim = { who: safe`vendor`, says: 'healthy', words: safe`all well` } as const;
    const { claims } = await look(
      finding({
        claims: [
          { ...claim, updatedAt: '2026-11-21T04:00:00+01:00' },
          { ...claim, link: 'other', updatedAt: '\u001b[2J' },
        ],
      }),
    );
    expect(claims).toEqual([
      { ...claim, link: 'edge', updatedAt: '2026-11-21T03:00:00.000Z' },
      { ...claim, link: 'other', updatedAt: null },
    ]);
  });
});

describe('the last gate', () => {
  it('cleans and redacts every text once more, whatever the probe says of it', async () => {
    const bad = unsafe('hunter2 \u001b[2J');
    const { observation, claims } = await look(
      finding({
        summary: bad,
        facts: { 'na\u001bme hunter2': bad },
        evidence: [bad],
        measures: [{ name: 'm\u001b', value: 1, unit: 'hunter2' }],
        servedBy: bad,
        claims: [{ who: bad, says: 'down', words: bad, updatedAt: null }],
      }),
    );
    const json = JSON.stringify([observation, claims]);
    expect(json).not.toContain('hunter2');
    expect(json).not.toContain('\\u001b');
    expect(observation.evidence).toEqual(['‹redacted› ␛[2J']);
  });

  it('cuts what is too much', async () => {
    const { observation } = await look(
      finding({
        summary: unsafe('x'.repeat(300)),
        facts: Object.fromEntries(numbered(1_000).map((n) => [`fact${n}`, n])),
        evidence: numbered(50).map(() => unsafe('y'.repeat(10_000))),
      }),
    );
    expect(observation.summary.length).toBeLessThanOrEqual(60);
    expect(Object.keys(observation.facts)).toHaveLength(400);
    expect(observation.evidence).toHaveLength(8);
    expect(observation.evidence[0]?.length).toBeLessThanOrEqual(500);
  });

  it('keeps numbers that JSON can keep, and no others', async () => {
    const { observation } = await look(
      finding({
        facts: { a: Number.NaN, b: 1 },
        measures: [
          { name: 'infinite', value: Number.POSITIVE_INFINITY, unit: '%' },
          { name: 'fine', value: 2, unit: '%' },
        ],
        phases: { connect: Number.NaN, wait: -1, total: 4 },
      }),
    );
    expect(observation).toMatchObject({
      facts: { a: null, b: 1 },
      measures: [{ name: 'fine', value: 2, unit: '%' }],
      phases: { total: 4 },
    });
    expect(JSON.parse(JSON.stringify(observation))).toEqual(observation);
  });

  it.each<[string, Partial<Finding>]>([
    ['a symptom that the probe does not have', { symptom: 'other.thing' }],
    ['a further symptom that it does not have', { alsoSeen: ['other.thing'] }],
    ['ok with a symptom', { outcome: 'ok' }],
    ['failed without a symptom', { symptom: null }],
    ['our own trouble blamed on the target', { symptom: 'self.permission' }],
  ])('takes %s for a bug', async (_, parts) => {
    const { observation } = await look(finding(parts));
    expect(observation).toMatchObject({ outcome: 'unknown', symptom: 'self.bug' });
    expect(observation.evidence[0]).toContain('broken');
  });
});

describe('a probe that misbehaves', () => {
  it('by throwing is our bug, told without its secrets', async () => {
    const thrown = planned(() => {
      throw new TypeError('no hunter2 of \u001b[2J');
    });
    const { observation } = await look(thrown);
    expect(observation).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.bug',
      evidence: ['TypeError: no ‹redacted› of ␛[2J'],
    });
  });

  it('by leaving a missing secret to us is told as that', async () => {
    const { observation } = await look(
      planned(async ({ secret }) => {
        await secret('env:WEAKLINK_TEST_NO_SUCH_SECRET');
        return okFinding;
      }),
    );
    expect(observation).toMatchObject({ outcome: 'unknown', symptom: 'self.secret' });
    expect(observation.evidence[0]).toContain('env:WEAKLINK_TEST_NO_SUCH_SECRET');
  });

  it('by overrunning is cut off, told to stop, and known to linger', async () => {
    const stopped = Promise.withResolvers<void>();
    const stuck = planned(
      ({ signal }) => {
        signal.addEventListener('abort', () => stopped.resolve());
        return new Promise(() => {});
      },
      { deadlineMs: 50 },
    );
    const startedMs = performance.now();
    const { observation, lingering } = await look(stuck);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(290);
    expect(observation).toMatchObject({ outcome: 'unknown', symptom: 'self.bug' });
    expect(lingering).not.toBeNull();
    await stopped.promise;
  });

  it('by standing where nobody can stand never runs', async () => {
    const { observation } = await look(planned(() => Promise.reject(), { vantage: 'moon' }));
    expect(observation).toMatchObject({ outcome: 'unknown', symptom: 'self.vantage' });
    expect(observation.summary).toContain('moon');
  });
});

describe('the end of the session', () => {
  it('reaches the probe at once', async () => {
    const controller = new AbortController();
    const heeding = planned(
      ({ signal }) =>
        new Promise((resolve) => signal.addEventListener('abort', () => resolve(okFinding))),
      { deadlineMs: 10_000 },
    );
    const ended = look(heeding, {}, controller.signal);
    controller.abort();
    expect((await ended).observation.outcome).toBe('ok');
  });

  it('does not wait for a probe that does not listen', async () => {
    const controller = new AbortController();
    controller.abort();
    const deaf = planned(() => new Promise(() => {}), { deadlineMs: 10_000 });
    const { observation } = await look(deaf, {}, controller.signal);
    expect(observation).toMatchObject({ outcome: 'unknown', symptom: 'self.cancelled' });
  });
});

describe('when this process waited for a processor', () => {
  const waiting = (ms: number) => ({ waitedMs: () => ms });
  const token = (value: number) => [{ name: 'llm.first_token', value, unit: 'ms' as const }];

  it('only what is slow beside that counts', async () => {
    const late = { outcome: 'degraded', symptom: 'test.slow', measures: token(600) } as const;
    const slow = { ...planned(() => after(300, { ...failedFinding, ...late })), slow: { ms: 200 } };
    expect((await look(slow, waiting(280))).observation).toMatchObject({
      outcome: 'ok',
      symptom: null,
      facts: { waited_ms: 280 },
    });
    expect((await look(slow, waiting(100))).observation).toMatchObject({
      symptom: 'test.slow',
      facts: { waited_ms: 100 },
    });
    expect((await look(slow, waiting(2))).observation.facts).toEqual({});
  });

  it('a wait in vain is our own doing when there was hardly a processor', async () => {
    const timeout = { ...finding({ symptom: 'test.timeout' }), deadlineMs: 2_000 };
    expect((await look(timeout, waiting(1_000))).observation.symptom).toBe('test.timeout');
    expect((await look(timeout, waiting(1_600))).observation).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.resource',
      summary: 'weaklink waited 1600 ms for a processor',
    });
  });
});

describe('when this process stood still', () => {
  const stalled = (ms: number) => ({ stalledMs: () => ms });

  it('nobody is called slow, and the facts say why', async () => {
    const slow = finding({ outcome: 'degraded', symptom: 'test.slow', alsoSeen: [] });
    expect((await look(slow, stalled(300))).observation).toMatchObject({
      outcome: 'ok',
      symptom: null,
      facts: { disturbed: true, disturbed_ms: 300 },
    });
    expect((await look(slow)).observation).toMatchObject({ symptom: 'test.slow', facts: {} });
  });

  it('another symptom of the same look still counts', async () => {
    const both = finding({ outcome: 'degraded', symptom: 'test.slow', alsoSeen: ['test.broken'] });
    expect((await look(both, stalled(300))).observation).toMatchObject({
      outcome: 'degraded',
      symptom: 'test.broken',
      alsoSeen: [],
    });
    expect((await look(finding({}), stalled(300))).observation).toMatchObject({
      outcome: 'failed',
      symptom: 'test.broken',
      facts: { disturbed: true },
    });
  });

  it('a wait in vain counts only when we lost little of it', async () => {
    const timeout = { ...finding({ symptom: 'test.timeout' }), deadlineMs: 2_000 };
    expect((await look(timeout, stalled(300))).observation).toMatchObject({
      outcome: 'failed',
      symptom: 'test.timeout',
      facts: { disturbed: false, disturbed_ms: 300 },
    });
    expect((await look(timeout, stalled(1_500))).observation).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.resource',
      summary: 'this machine stood still for 1500 ms',
      evidence: ['test.timeout: broken'],
    });
  });

  it('a look that was cut off for it is no bug', async () => {
    const stuck = planned(() => new Promise(() => {}), { deadlineMs: 50 });
    expect((await look(stuck, stalled(400))).observation.symptom).toBe('self.resource');
  });
});
