import { programDeadlineMs } from '../../../probes/system/program-deadline.ts';
import { unlessLost } from '../../../probes/system/unless-lost.ts';
import { nothing, type Source } from '../context.ts';
import { servedBy } from '../machine/served.ts';
import type { Guess } from '../types.ts';

/** Milliseconds for one question; a wedged driver never answers. */
const ASK_MS = 10_000;
/** Bytes of an answer: a host has at most some tens of cards, with some processes each. */
const ANSWER_BYTES = 262_144;

/** The cards that nvidia-smi lists, and which servers compute on them. */
export const fromGpus: Source = async (context) => {
  const ask = async (...args: readonly string[]) => {
    const result = await context.vantage.exec(['nvidia-smi', ...args], {
      deadlineMs: programDeadlineMs(context, ASK_MS),
      signal: context.signal,
      maxBytes: ANSWER_BYTES,
    });
    return unlessLost(result);
  };
  const cards = await ask('--query-gpu=name', '--format=csv,noheader');
  if (cards.kind === 'not-started') return nothing;
  if (cards.kind !== 'ended' || cards.exitCode !== 0) {
    return {
      guesses: [],
      problems: ['nvidia-smi is there but lists no cards: weaklink probe gpu all'],
    };
  }
  const names = cards.stdout.split('\n').filter((line) => line.trim() !== '');
  if (names.length === 0) return nothing;
  const apps = await ask('--query-compute-apps=pid', '--format=csv,noheader');
  const pids = new Set(apps.kind === 'ended' ? apps.stdout.match(/^\d+$/gm)?.map(Number) : []);
  const users = servedBy(context.machine).filter((one) => one.pids.some((pid) => pids.has(pid)));
  return {
    guesses: [
      {
        id: 'gpus',
        kind: 'gpu',
        needs: ['machine'],
        marks: ['gpus'],
        why: `nvidia-smi lists ${names.length === 1 ? 'one card' : `${names.length} cards`}: ${names[0]}`,
        source: 'nvidia-smi',
        sure: 'certain',
      },
      ...users.map(
        ({ id, marks }): Guess => ({
          ...{ id, kind: 'service', needs: ['gpus'], marks, sure: 'certain', onlyIfNeeded: true },
          why: 'it computes on a GPU',
          source: 'nvidia-smi --query-compute-apps=pid',
        }),
      ),
    ],
  };
};
