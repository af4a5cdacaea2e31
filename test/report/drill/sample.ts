import type { DrillReport, DrillResult, Score } from '../../../src/drill/types.ts';

export const perfectScore: Score = {
  topLink: true,
  topMode: true,
  topThree: true,
  timeToDetectMs: 620,
  timeToVerdictMs: 1_250,
  falselyBlamed: [],
  bothNamed: null,
  allNamed: null,
  outside: null,
  undetermined: null,
  healthy: null,
  falseAlarms: 0,
  recoveryNoticed: true,
  timeToRecoveryMs: 2_100,
  undoClean: true,
};

/** Where nothing could be asked. */
export const noScore: Score = {
  topLink: null,
  topMode: null,
  topThree: null,
  timeToDetectMs: null,
  timeToVerdictMs: null,
  falselyBlamed: [],
  bothNamed: null,
  allNamed: null,
  outside: null,
  undetermined: null,
  healthy: null,
  falseAlarms: 0,
  recoveryNoticed: null,
  timeToRecoveryMs: null,
  undoClean: null,
};

/** A drill that passed, and what differs from it. */
export function sampleResult(id: string, parts: Partial<DrillResult> = {}): DrillResult {
  return {
    scenario: {
      id,
      file: `./scenarios/${id}.yaml`,
      title: `What happens in ${id}`,
      tags: ['single', 'process'],
      difficulty: 'easy',
      references: [{ title: 'Report', url: 'https://example.com/report' }],
      source: 'sandbox',
    },
    repeat: 1,
    status: 'passed',
    reason: null,
    startedAt: '2026-11-21T14:02:00.000Z',
    durationMs: 6_400,
    assertions: [
      { name: 'steady state before', status: 'passed', expected: 'healthy', found: 'healthy' },
      {
        name: 'right link within 10 s',
        status: 'passed',
        expected: 'replica-a',
        found: 'replica-a after 1.3 s',
      },
    ],
    score: perfectScore,
    verdicts: [
      { offsetMs: -900, status: 'healthy', culprits: [] },
      {
        offsetMs: 1_250,
        status: 'fault',
        culprits: [{ link: 'replica-a', mode: 'service.crashed', probability: 0.97 }],
      },
      { offsetMs: 12_100, status: 'healthy', culprits: [] },
    ],
    undos: [
      { fault: 'kill-a', injector: 'sandbox', undone: true, verified: true, seen: 'answers 200' },
    ],
    recording: null,
    journal: null,
    ...parts,
  };
}

export const wrongResult = sampleResult('replica-a-hang', {
  status: 'failed',
  reason: 'blamed router (service.errors), expected replica-a (service.hung)',
  assertions: [
    { name: 'steady state before', status: 'passed', expected: 'healthy', found: 'healthy' },
    {
      name: 'right link within 10 s',
      status: 'failed',
      expected: 'replica-a',
      found: 'router',
    },
  ],
  score: {
    ...perfectScore,
    topLink: false,
    topMode: false,
    timeToVerdictMs: null,
    falselyBlamed: ['router'],
    timeToRecoveryMs: 12_400,
  },
  verdicts: [
    {
      offsetMs: 800,
      status: 'fault',
      culprits: [{ link: 'router', mode: 'service.errors', probability: 0.61 }],
    },
  ],
});

export const notUndoneResult = sampleResult('store-fill', {
  status: 'not-undone',
  reason: 'undo of fill-disk could not be verified',
  undos: [
    { fault: 'fill-disk', injector: 'file', undone: true, verified: false, seen: 'disk 99 % full' },
  ],
  score: { ...perfectScore, undoClean: false, recoveryNoticed: false, timeToRecoveryMs: null },
});

export const inconclusiveResult = sampleResult('vendor-lies', {
  status: 'inconclusive',
  reason: 'the chain was not healthy before the fault',
  assertions: [
    { name: 'steady state before', status: 'failed', expected: 'healthy', found: 'router 502' },
  ],
  score: noScore,
  verdicts: [],
  undos: [],
});

export function sampleDrill(
  results: readonly DrillResult[] = [
    sampleResult('replica-a-kill'),
    wrongResult,
    notUndoneResult,
    inconclusiveResult,
  ],
): DrillReport {
  return {
    schema: 'weaklink.drill/1',
    version: '0.1.0',
    startedAt: '2026-11-21T14:02:00.000Z',
    durationMs: 25_600,
    results,
    exitCode: 4,
  };
}

/** Every sign with which a text could leave its place, in one. */
export const hostileText =
  'a\r\n::error::b <img src=x onerror=y> [c](http://d) **e** | f `g` @all %0A ]]>"\'& \u0000\u001b[31m\ufffe\ud800 \\| <!-- \u{1f4a5}';

export const hostileResult = sampleResult(hostileText, {
  scenario: {
    id: hostileText,
    file: hostileText,
    title: hostileText,
    tags: [hostileText],
    difficulty: 'hard',
    references: [],
    source: 'chain',
  },
  status: 'failed',
  reason: hostileText,
  assertions: [
    { name: hostileText, status: 'failed', expected: hostileText, found: hostileText },
    { name: hostileText, status: 'error', expected: hostileText, found: hostileText },
  ],
  undos: [
    { fault: hostileText, injector: 'exec', undone: false, verified: false, seen: hostileText },
  ],
  verdicts: [
    {
      offsetMs: 10,
      status: 'fault',
      culprits: [{ link: hostileText, mode: hostileText, probability: 1 }],
    },
  ],
  recording: hostileText,
});
