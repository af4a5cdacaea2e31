import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { Journal } from '../../src/events/journal.ts';
import { systemClock } from '../../src/platform/clock.ts';

/** Milliseconds after the first acknowledgement within which the kill comes. */
const KILL_WITHIN_MS = 60;
const HUGE_BYTES = 1e12;

export interface KillFigures {
  readonly rounds: number;
  /** Events whose commit the child had acknowledged before it died. */
  readonly acknowledged: number;
  /** Acknowledged events that the journal does not have. */
  readonly lost: number;
  /** Events that were committed when the kill came, and not acknowledged any more. */
  readonly committedUnseen: number;
  /** Rounds after which the journal did not open for writing. */
  readonly notOpened: number;
  /** Rounds after which SQLite's integrity check found something. */
  readonly damaged: number;
  /** Rounds whose events stand out of order in the journal. */
  readonly disordered: number;
  /** Milliseconds that opening after the kill took, recovery included. */
  readonly openMs: readonly number[];
}

/** Kills a journaling process `rounds` times on one journal, and looks at the journal after each. */
export async function runKillRounds(directory: string, rounds: number): Promise<KillFigures> {
  const total = { acknowledged: 0, lost: 0, committedUnseen: 0, notOpened: 0 };
  const found = { damaged: 0, disordered: 0 };
  const openMs: number[] = [];
  let after = 0;
  for (let round = 0; round < rounds; round += 1) {
    const acknowledged = await killedWriter(directory);
    const startedAt = performance.now();
    const journal = new Journal({
      directory,
      clock: systemClock,
      limits: { maxBytes: HUGE_BYTES },
    });
    openMs.push(performance.now() - startedAt);
    if (journal.state.kind !== 'writing') {
      total.notOpened += 1;
      total.lost += acknowledged.length;
      journal.close();
      continue;
    }
    const kept = keptSince(journal.path, after);
    journal.close();
    after = kept.last;
    const ids = new Set(kept.ids);
    total.acknowledged += acknowledged.length;
    total.lost += acknowledged.filter((id) => !ids.has(id)).length;
    total.committedUnseen += ids.size - acknowledged.length;
    if (kept.integrity !== 'ok') found.damaged += 1;
    if (kept.ids.some((id, index) => id <= (kept.ids[index - 1] ?? ''))) found.disordered += 1;
  }
  return { rounds, ...total, ...found, openMs };
}

/** Starts a writer, kills it with SIGKILL at a random moment, and gives what it acknowledged. */
async function killedWriter(directory: string): Promise<string[]> {
  const program = new URL('child.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const closed = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), closed]);
  setTimeout(() => child.kill('SIGKILL'), Math.random() * KILL_WITHIN_MS);
  const [, signal] = await closed;
  if (signal !== 'SIGKILL') throw new Error('the writer ended by itself');
  // What stands before the last newline was acknowledged; the rest is half an acknowledgement.
  return output.split('\n').slice(0, -1);
}

function keptSince(path: string, sequence: number) {
  // Beside the journal on purpose: what SQLite itself says, not what weaklink makes of it.
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database
    .prepare('SELECT sequence, body FROM events WHERE sequence > ? ORDER BY sequence')
    .all(sequence);
  const integrity = database.prepare('PRAGMA integrity_check').get()?.integrity_check;
  database.close();
  return {
    ids: rows.map(({ body }) => String(JSON.parse(String(body)).id)),
    last: Number(rows.at(-1)?.sequence ?? sequence),
    integrity,
  };
}
