import { randomUUID } from 'node:crypto';
import { systemClock } from '../../platform/clock.ts';
import { JoinedStream } from '../joined-stream.ts';
import type { DialOptions, DialOutcome } from '../types.ts';
import { MARK } from './end-late.ts';
import { endAbandoned, type OpenEngine } from './exec.ts';
import { Frames } from './frames.ts';
import { type RelayWord, relayWord } from './relays.ts';
import { type Started, startExec } from './start-exec.ts';
import { lostBy } from './subject.ts';

/** Bytes of its errors that are read for the word that counts. */
const MAX_ERROR_BYTES = 4_096;

/** What came of one relay: the outcome of the dial, or that the container has no such program. */
export type Relayed = DialOutcome | { readonly kind: 'unusable' };

/**
 * Connects by a program that the container has, its input and output being the connection. The
 * program is ended with the stream.
 */
export async function dialByProgram(
  open: OpenEngine,
  container: string,
  argv: readonly string[],
  { deadlineMs, signal }: DialOptions,
): Promise<Relayed> {
  if (signal.aborted) return { kind: 'aborted' };
  const startedAt = systemClock.monotonic();
  // The stream outlives the dial: its own end cuts the connection to the daemon.
  const life = new AbortController();
  const engine = await open(life.signal);
  const mark = randomUUID();
  const request = { container, argv, input: true, env: { [MARK]: mark } };
  const answer = await startExec(engine, request, deadlineMs);
  if (answer.kind === 'failure') {
    engine.close();
    if (answer.doubtful) void endAbandoned(open, answer.doubtful.id, container, mark);
    const isStatus =
      answer.failure.kind === 'status' && ![404, 409].includes(answer.failure.status);
    return isStatus ? { kind: 'unusable' } : lostBy(answer.failure, container);
  }
  const started = answer.value;
  const leave = () => {
    engine.close();
    void endAbandoned(open, started.exec.id, container, mark);
  };
  const preparedMs = systemClock.monotonic() - startedAt;
  const leftMs = deadlineMs - preparedMs;
  const { word, frames } = await firstWord(started, leftMs, signal);
  if (word === 'late' || word === 'aborted' || word.kind !== 'connected') {
    leave();
    if (word === 'late') return { kind: 'timed-out' };
    if (word === 'aborted') return { kind: 'aborted' };
    return word.kind === 'nothing' ? { kind: 'unusable' } : (word as DialOutcome);
  }
  const stream = new JoinedStream(frames, started.stream);
  stream.on('error', () => {});
  stream.once('close', leave);
  return { kind: 'connected', stream, preparedMs };
}

interface Heard {
  readonly word: RelayWord | 'late' | 'aborted';
  readonly frames: Frames;
}

/** Waits until the program says how it went, or ends. */
function firstWord({ stream }: Started, timeMs: number, signal: AbortSignal): Promise<Heard> {
  return new Promise((resolve) => {
    let errors = '';
    let isHeard = false;
    const frames = new Frames((chunk) => {
      if (isHeard) return;
      errors = (errors + chunk.toString('utf8')).slice(-MAX_ERROR_BYTES);
      const word = relayWord(errors);
      if (word.kind !== 'nothing') done(word);
    });
    const done = (word: Heard['word']) => {
      if (isHeard) return;
      isHeard = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve({ word, frames });
    };
    const abort = () => done('aborted');
    const timer = setTimeout(() => done('late'), Math.max(0, timeMs));
    signal.addEventListener('abort', abort, { once: true });
    frames.on('error', () => {});
    stream.once('close', () => {
      done(relayWord(errors));
      frames.end();
    });
    stream.once('end', () => done(relayWord(errors)));
    stream.pipe(frames);
  });
}
