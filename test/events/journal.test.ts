import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import {
  chmod,
  chown,
  link,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal, type JournalOptions } from '../../src/events/journal.ts';
import { isObservation, manyEvents, oneOfEach, steppedClock } from './samples.ts';

let directory: string;
let opened: Journal[] = [];

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'weaklink-journal-')), 'state');
});
afterEach(async () => {
  for (const journal of opened) journal.close();
  opened = [];
  await rm(join(directory, '..'), { recursive: true });
});

function openJournal(options: Partial<JournalOptions> = {}): Journal {
  const journal = new Journal({ directory, clock: steppedClock(), ...options });
  opened.push(journal);
  return journal;
}

function stoppedCode(journal: Journal): string | undefined {
  return journal.state.kind === 'stopped' ? journal.state.error.code : undefined;
}

async function filesNamed(part: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => name.includes(part));
}

describe('keeping', () => {
  it('gives back every kind of event as it was, in this session and the next', async () => {
    const events = oneOfEach();
    const journal = openJournal();
    for (const event of events) journal.append(event);
    expect((await journal.read()).events).toEqual(events);
    journal.close();
    expect((await openJournal().read()).events).toEqual(events);
  });

  it('commits by itself, soon', async () => {
    const committed = Promise.withResolvers<number>();
    const journal = openJournal({ onCommit: (events) => committed.resolve(events.length) });
    for (const event of oneOfEach()) journal.append(event);
    expect(journal.counters()).toMatchObject({ committed: 0, waiting: 9 });
    expect(await committed.promise).toBe(9);
    expect(journal.counters()).toMatchObject({ committed: 9, waiting: 0, commits: 1 });
  });

  it('does not let much wait', () => {
    const journal = openJournal({ limits: { commitEvents: 10 } });
    for (const event of manyEvents(24)) journal.append(event);
    expect(journal.counters()).toMatchObject({ committed: 20, waiting: 5, commits: 2 });
  });

  it('is private', async () => {
    openJournal().append(oneOfEach()[0] as never);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const name of await readdir(directory)) {
      expect([name, statSync(join(directory, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  it('closes a directory and a file that were left open to others', async () => {
    openJournal().close();
    await chmod(directory, 0o755);
    await chmod(join(directory, 'journal.db'), 0o644);
    openJournal();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, 'journal.db')).mode & 0o777).toBe(0o600);
  });
});

describe('reading', () => {
  it('finds events by time, kind and link', async () => {
    const clock = steppedClock();
    const startMs = clock.now();
    const journal = openJournal();
    const rounds = [0, 1, 2].map(() => {
      const events = oneOfEach(clock);
      clock.step(10_000);
      return events;
    });
    for (const event of rounds.flat()) journal.append(event);
    const read = async (query: Parameters<Journal['read']>[0]) =>
      (await journal.read(query)).events;
    expect(await read({ fromMs: startMs + 10_000, toMs: startMs + 20_000 })).toEqual(rounds[1]);
    expect(await read({ kinds: ['verdict', 'note'] })).toHaveLength(6);
    expect(await read({ kinds: ['observation'], fromMs: startMs + 10_000 })).toHaveLength(2);
    expect((await read({ link: 'edge' })).every(({ subject }) => subject === 'edge')).toBe(true);
    expect(await read({ link: 'nobody' })).toEqual([]);
  });

  it('gives pages, and the newest events', async () => {
    const events = manyEvents(24);
    const journal = openJournal();
    for (const event of events) journal.append(event);
    const first = await journal.read({ limit: 10 });
    expect(first.events).toEqual(events.slice(0, 10));
    const second = await journal.read({ limit: 10, after: first.next ?? 0 });
    expect(second.events).toEqual(events.slice(10, 20));
    const third = await journal.read({ limit: 10, after: second.next ?? 0 });
    expect(third).toMatchObject({ events: events.slice(20), next: null });
    expect(await journal.read({ limit: 3, newest: true })).toMatchObject({
      events: events.slice(-3),
      next: null,
    });
  });

  it('counts what a newer version wrote and what is damaged, and goes on', async () => {
    const journal = openJournal();
    const [session, observation] = oneOfEach();
    for (const event of [session, observation]) journal.append(event as never);
    journal.close();
    const database = new DatabaseSync(journal.path);
    const add = database.prepare('INSERT INTO events (time, kind, body) VALUES (?, ?, ?)');
    const time = steppedClock().now();
    add.run(time, 'forecast', JSON.stringify({ ...session, type: 'weaklink.forecast' }));
    add.run(time, 'note', '{"half');
    database.close();
    const page = await openJournal().read();
    expect(page.events).toEqual([session, observation]);
    expect(page.damaged).toBe(1);
    expect([...page.unknownTypes]).toEqual([['weaklink.forecast', 1]]);
  });
});

describe('one writer', () => {
  it('lets a second console read, tells it who writes, and keeps nothing of its own', async () => {
    const writer = openJournal();
    const [session, observation] = oneOfEach();
    writer.append(session as never);
    writer.flush();
    const second = openJournal();
    expect(second.state).toMatchObject({
      kind: 'reading',
      writer: expect.stringMatching(new RegExp(`^process ${process.pid} on .+ since 20..-`)),
    });
    second.append(observation as never);
    expect(second.counters()).toMatchObject({ notKept: 1, waiting: 0 });
    expect((await second.read()).events).toEqual([session]);
    writer.append(observation as never);
    writer.flush();
    expect((await second.read()).events).toEqual([session, observation]);
  });

  it('is not lost by the attempts of others', () => {
    openJournal();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const other = openJournal();
      expect(other.state.kind).toBe('reading');
      other.close();
    }
  });

  it('is free again after a close, and after a kill -9', async () => {
    openJournal().close();
    const source = new URL('../../src/events/journal.ts', import.meta.url).href;
    const program = `
      import { Journal } from ${JSON.stringify(source)};
      const journal = new Journal({ directory: ${JSON.stringify(directory)},
        clock: { now: Date.now, monotonic: Date.now } });
      console.log(journal.state.kind);
      process.stdin.resume();`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
      // Its input ends with this process: it cannot outlive a test run that is killed.
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [said] = await once(child.stdout, 'data');
    expect(String(said)).toBe('writing\n');
    const second = openJournal();
    expect(second.state).toMatchObject({
      kind: 'reading',
      writer: expect.stringContaining(`process ${child.pid} `),
    });
    second.close();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(openJournal().state).toEqual({ kind: 'writing' });
  });

  it('does not come to be by reading only', () => {
    openJournal().close();
    expect(openJournal({ access: 'read' }).state).toEqual({ kind: 'reading', writer: null });
    expect(openJournal().state.kind).toBe('writing');
  });

  it('says that there is nothing to read yet', async () => {
    const journal = openJournal({ access: 'read' });
    expect(stoppedCode(journal)).toBe('E_JOURNAL_MISSING');
    await expect(journal.read()).rejects.toMatchObject({ code: 'E_JOURNAL_MISSING' });
    expect(existsSync(directory)).toBe(false);
  });
});

describe('a journal that cannot be used', () => {
  async function databaseWith(statements: string): Promise<void> {
    await mkdir(directory, { mode: 0o700 });
    const database = new DatabaseSync(join(directory, 'journal.db'));
    database.exec(statements);
    database.close();
    await chmod(join(directory, 'journal.db'), 0o600);
  }

  it('of a newer version is moved aside whole, and said', async () => {
    await databaseWith('CREATE TABLE t (x); INSERT INTO t VALUES (7); PRAGMA user_version = 99');
    const reader = openJournal({ access: 'read' });
    expect(stoppedCode(reader)).toBe('E_JOURNAL_NEWER');
    const journal = openJournal();
    expect(journal.state.kind).toBe('writing');
    expect(journal.notices).toEqual([
      expect.stringMatching(/newer weaklink; it was moved to .+\.newer-.+, a new one begins/),
    ]);
    const [aside] = await filesNamed('.newer-');
    const kept = new DatabaseSync(join(directory, aside as string), { readOnly: true });
    expect(kept.prepare('SELECT x FROM t').get()).toEqual({ x: 7 });
    kept.close();
  });

  it('that is no database is moved aside', async () => {
    await mkdir(directory, { mode: 0o700 });
    await writeFile(join(directory, 'journal.db'), 'not a database '.repeat(1_000));
    const journal = openJournal();
    for (const event of oneOfEach()) journal.append(event);
    expect((await journal.read()).events).toHaveLength(9);
    const [aside] = await filesNamed('.damaged-');
    expect(await readFile(join(directory, aside as string), 'utf8')).toContain('not a database');
  });

  it('that holds the tables of somebody else is moved aside', async () => {
    await databaseWith('CREATE TABLE theirs (x)');
    expect(openJournal().state.kind).toBe('writing');
    expect(await filesNamed('.foreign-')).toHaveLength(1);
  });

  it('that turns out damaged while writing begins anew without losing the batch', async () => {
    const before = openJournal();
    for (const event of manyEvents(500)) before.append(event);
    before.close();
    const { size } = statSync(before.path);
    const file = await open(before.path, 'r+');
    const pageBytes = 4_096;
    await file.write(Buffer.alloc(size - 2 * pageBytes, 0x5a), 0, undefined, 2 * pageBytes);
    await file.close();

    const journal = openJournal();
    const events = oneOfEach();
    for (const event of events) journal.append(event);
    journal.flush();
    expect(journal.state.kind).toBe('writing');
    expect(journal.notices).toHaveLength(1);
    expect((await journal.read()).events).toEqual(events);
    expect((await filesNamed('.damaged-')).length).toBeGreaterThan(0);
  });

  it.each([
    ['a symbolic link', (target: string, path: string) => symlink(target, path)],
    ['a hard link', (target: string, path: string) => link(target, path)],
    ['a directory', (_: string, path: string) => mkdir(path)],
  ])('because it is %s is refused, and nothing is written', async (_, plant) => {
    await mkdir(directory, { mode: 0o700 });
    const target = join(directory, '..', 'precious');
    await writeFile(target, 'precious', { mode: 0o600 });
    await plant(target, join(directory, 'journal.db'));
    const journal = openJournal();
    expect(stoppedCode(journal)).toBe('E_JOURNAL_UNSAFE');
    for (const event of oneOfEach()) journal.append(event);
    journal.flush();
    expect(journal.counters().notKept).toBe(9);
    expect(await readFile(target, 'utf8')).toBe('precious');
  });

  it('because its directory is a link is refused', async () => {
    const real = join(directory, '..', 'real');
    await mkdir(real);
    await symlink(real, directory);
    expect(stoppedCode(openJournal())).toBe('E_JOURNAL_UNSAFE');
    await rename(directory, join(directory, '..', 'link'));
  });

  it.skipIf(process.geteuid?.() !== 0)(
    'because it belongs to somebody else is refused (needs root to set up)',
    async () => {
      openJournal().close();
      await chown(join(directory, 'journal.db'), 65_534, 65_534);
      expect(stoppedCode(openJournal())).toBe('E_JOURNAL_UNSAFE');
      await chown(directory, 65_534, 65_534);
      expect(stoppedCode(openJournal())).toBe('E_JOURNAL_UNSAFE');
    },
  );
});

describe('forgetting', () => {
  it('lets old events go, and keeps the session that the others belong to', async () => {
    const clock = steppedClock();
    const limits = { maxAgeMs: 3_600_000 };
    const first = openJournal({ clock, limits });
    for (const event of manyEvents(100, clock)) first.append(event);
    first.close();
    clock.step(1_800_000);
    const events = manyEvents(50, clock);
    const second = openJournal({ clock, limits });
    for (const event of events) second.append(event);
    second.close();
    expect((await openJournal({ clock, limits }).read()).events).toHaveLength(152);
    opened.pop()?.close();

    clock.step(2_000_000);
    expect((await openJournal({ clock, limits }).read()).events).toEqual(events);
    opened.pop()?.close();
    clock.step(3_600_000);
    expect((await openJournal({ clock, limits }).read()).events).toEqual(events.slice(0, 1));
  });

  it('lets the oldest go while there is too much, and gives the space back', async () => {
    const maxBytes = 2_000_000;
    const journal = openJournal({ limits: { maxBytes, maxAgeMs: Number.MAX_SAFE_INTEGER } });
    const events = manyEvents(8_000);
    for (const event of events) journal.append(event);
    journal.flush();
    expect(journal.counters().committed).toBe(8_001);
    expect(journal.counters().bytes).toBeLessThan(maxBytes * 2);
    const kept = (await journal.read({ kinds: ['observation'] })).events.filter(isObservation);
    expect(kept.at(-1)).toEqual(events.at(-1));
    expect(kept.length).toBeGreaterThan(500);
    expect(kept.length).toBeLessThan(4_000);
    expect((await journal.read({ kinds: ['session'] })).events).toEqual(events.slice(0, 1));
    journal.close();
    expect(statSync(journal.path).size).toBeLessThan(maxBytes * 2);
  });
});
