import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordingReader } from '../../src/events/recording.ts';
import type { WeaklinkEvent } from '../../src/events/types.ts';
import { Pty } from '../support/pty.ts';
import { ensureBuilt, entry, startWeaklink, weaklink } from '../support/weaklink.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

let chain: LocalChain;
beforeEach(async () => {
  chain = await startLocalChain();
});
afterEach(() => chain.close());

async function read(path: string) {
  const reader = await RecordingReader.open(path);
  const events: WeaklinkEvent[] = [];
  for await (const event of reader) events.push(event);
  return { events, summary: reader.summary };
}

describe('weaklink record', () => {
  it.each(['a.jsonl', 'a.jsonl.zst'])('writes %s and says what it holds', async (name) => {
    const path = join(chain.directory, name);
    const { exitCode, stdout } = await weaklink(['record', chain.file, path, '--for', '2s']);
    const { events, summary } = await read(path);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^${path}: ${events.length} events over .* looks, .*1 session\\)\n$`),
    );
    expect(summary).toMatchObject({ complete: true, checksum: 'ok' });
    expect(events[0]?.type).toBe('weaklink.session');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('closes the file at a signal', async () => {
    const path = join(chain.directory, 'a.jsonl');
    const running = await startWeaklink(['record', chain.file, path]);
    const holdsMuch = () => existsSync(path) && statSync(path).size > 3_000;
    await expect.poll(holdsMuch, { timeout: 30_000 }).toBe(true);
    running.child.kill('SIGINT');
    const { exitCode, stdout } = await running.ended;
    expect({ exitCode, held: stdout.includes(`${path}: `) }).toEqual({ exitCode: 130, held: true });
    expect((await read(path)).summary).toMatchObject({ complete: true, checksum: 'ok' });
  });

  it('takes no file away', async () => {
    const path = join(chain.directory, 'a.jsonl');
    writeFileSync(path, 'precious');
    const taken = await weaklink(['record', chain.file, path, '--for', '1s']);
    expect(taken).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('E_RECORDING_EXISTS'),
    });
    // A forgotten operand makes the chain file the recording.
    const forgotten = await weaklink(['record', chain.file, '--overwrite'], {
      cwd: chain.directory,
    });
    expect(forgotten).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('E_RECORDING_NAME'),
    });
    expect(readFileSync(path, 'utf8')).toBe('precious');
    expect(readFileSync(chain.file, 'utf8')).toContain('chain: local');
    expect((await weaklink(['record'])).stderr).toContain('E_OPERAND');
  });
});

describe('weaklink watch --record', () => {
  it('records what it writes as NDJSON, event by event', async () => {
    const path = join(chain.directory, 'a.jsonl');
    const running = await startWeaklink(['watch', chain.file, '--ndjson', '--record', path]);
    await running.waitFor('weaklink.verdict');
    running.child.kill('SIGTERM');
    const { stdout, stderr } = await running.ended;
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(0, -1);
    expect(stdout.trimEnd().split('\n')).toEqual(lines);
    expect(stderr).toContain(`${path}: ${lines.length} events`);
  });

  it('saves from the console what is remembered, and closes the recording when it is left', async () => {
    await ensureBuilt();
    const path = join(chain.directory, 'watched.jsonl.zst');
    const command = `cd ${chain.directory} && exec ${process.execPath} ${entry} ${chain.file} --no-journal --record ${path}`;
    const pty = new Pty(`sh -c '${command}'`, {});
    try {
      await pty.until(/gateway +● cleared/);
      pty.type('w');
      await pty.until(/saved weaklink-local-\d+T\d+Z\.jsonl: \d+ events/);
      pty.type('q');
      expect(await pty.ended).toBe(0);
    } finally {
      await pty.close();
    }
    const saved = readdirSync(chain.directory).filter((name) => name.startsWith('weaklink-local-'));
    expect(saved).toHaveLength(1);
    const savedPath = join(chain.directory, saved[0] ?? '');
    expect(statSync(savedPath).mode & 0o777).toBe(0o600);
    const { events, summary } = await read(savedPath);
    expect(summary).toMatchObject({ complete: true, checksum: 'ok' });
    const whole = await read(path);
    expect(whole.summary).toMatchObject({ complete: true, checksum: 'ok' });
    expect(whole.events.slice(0, events.length)).toEqual(events);
  });
});
