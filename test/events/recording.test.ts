import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecordingReader, RecordingWriter } from '../../src/events/recording.ts';
import type { WeaklinkEvent } from '../../src/events/types.ts';
import { limits } from '../../src/platform/limits.ts';
import { memoryKept } from '../support/memory-kept.ts';
import { manyEvents, oneOfEach } from './samples.ts';
import { hasSmallDisk, runOnSmallDisk } from './small-disk.ts';

let directory: string;
let count = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weaklink-recording-'));
});
afterAll(() => rm(directory, { recursive: true }));

function newPath(ending = '.jsonl'): string {
  count += 1;
  return join(directory, `recording-${count}${ending}`);
}

async function write(path: string, events: readonly WeaklinkEvent[], overwrite = false) {
  const writer = await RecordingWriter.create(path, { overwrite });
  for (const event of events) await writer.write(event);
  return writer.close();
}

async function read(path: string) {
  const reader = await RecordingReader.open(path);
  const events: WeaklinkEvent[] = [];
  for await (const event of reader) events.push(event);
  return { events, summary: reader.summary };
}

/** The lines of a sound recording, changed by hand. */
async function edited(change: (lines: string[]) => string[]): Promise<string> {
  const path = newPath();
  await write(path, oneOfEach());
  const lines = (await readFile(path, 'utf8')).split('\n');
  await writeFile(path, change(lines).join('\n'));
  return path;
}

describe.each(['.jsonl', '.jsonl.zst'])('a %s recording', (ending) => {
  it('gives back what was written, and says that it is whole', async () => {
    const path = newPath(ending);
    const events = [...oneOfEach(), ...manyEvents(2_000)];
    const result = await write(path, events);
    expect(result.events).toBe(events.length);
    const back = await read(path);
    expect(back.events).toEqual(events);
    expect(back.summary).toEqual({
      events: events.length,
      complete: true,
      checksum: 'ok',
      torn: false,
      damaged: [],
      damagedLines: 0,
      unknownTypes: new Map(),
    });
  });

  it('can be checked with tools that everybody has', async () => {
    const path = newPath(ending);
    const result = await write(path, oneOfEach());
    const bytes = await readFile(path);
    const text = (ending === '.jsonl' ? bytes : zstdDecompressSync(bytes)).toString();
    const endAt = text.lastIndexOf('{"weaklink"');
    const sha256 = createHash('sha256').update(text.slice(0, endAt)).digest('hex');
    expect(JSON.parse(text.slice(endAt))).toEqual({ weaklink: 'end', events: 9, sha256 });
    expect(result.sha256).toBe(sha256);
  });

  it('is private, and replaces a file only when asked to', async () => {
    const path = newPath(ending);
    await write(path, oneOfEach());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(write(path, [])).rejects.toMatchObject({ code: 'E_RECORDING_EXISTS' });
    expect((await read(path)).events).toHaveLength(9);
    await write(path, manyEvents(1), true);
    expect((await read(path)).events).toHaveLength(2);
  });

  it('that breaks off gives all that came before', async () => {
    const path = newPath(ending);
    const events = manyEvents(3_000);
    await write(path, events);
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length - 200));
    const back = await read(path);
    expect(back.events).toEqual(events.slice(0, back.events.length));
    expect(back.summary).toMatchObject({ complete: false, checksum: 'missing', torn: true });
  });

  it('that was never closed is readable as far as it was pushed through', async () => {
    const path = newPath(ending);
    const events = manyEvents(20);
    const writer = await RecordingWriter.create(path);
    for (const event of events) await writer.write(event);
    await expect
      .poll(async () => (await read(path)).events.length, { timeout: 4_000 })
      .toBe(events.length);
    expect((await read(path)).summary).toMatchObject({ complete: false, checksum: 'missing' });
    await writer.close();
  });
});

describe('a damaged recording', () => {
  it('tells the lines that it cannot read, and gives the others', async () => {
    const path = await edited((lines) => [
      ...lines.slice(0, 2),
      'half a line {',
      '{"specversion":"1.0","id":"1","source":"x","type":"other.tool","time":"2026-01-01T00:00:00Z","data":{}}',
      ...lines.slice(2),
    ]);
    const { events, summary } = await read(path);
    expect(events).toEqual(oneOfEach());
    expect(summary).toEqual({
      events: 9,
      complete: false,
      checksum: 'mismatch',
      torn: false,
      damaged: [{ line: 3, reason: 'not JSON' }],
      damagedLines: 1,
      unknownTypes: new Map([['other.tool', 1]]),
    });
  });

  it('shows a changed value by its checksum', async () => {
    const path = await edited((lines) => lines.map((line) => line.replace('502 in', '200 in')));
    expect((await read(path)).summary).toMatchObject({
      events: 9,
      complete: true,
      checksum: 'mismatch',
    });
  });

  it('shows a missing line by its count', async () => {
    const path = await edited((lines) => lines.toSpliced(3, 1));
    expect((await read(path)).summary).toMatchObject({ events: 8, complete: false });
  });

  it('without its end line says so', async () => {
    const path = await edited((lines) => [...lines.slice(0, -2), '']);
    expect((await read(path)).summary).toMatchObject({
      events: 9,
      complete: false,
      checksum: 'missing',
      torn: false,
    });
  });

  it('reads past a line that is too long', async () => {
    const path = await edited((lines) =>
      lines.toSpliced(1, 0, 'x'.repeat(limits.recordingLineBytes + 1)),
    );
    expect((await read(path)).summary).toMatchObject({
      events: 9,
      damaged: [{ line: 2, reason: expect.stringContaining('longer than') }],
    });
  });

  it('keeps only so many reasons', async () => {
    const path = newPath();
    await writeFile(path, 'bad\n'.repeat(250));
    const { summary } = await read(path);
    expect(summary.damaged).toHaveLength(100);
    expect(summary.damagedLines).toBe(250);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['something else', Buffer.from('not compressed')],
  ])('that holds %s where zstd should be is torn', async (_, bytes) => {
    const path = newPath('.jsonl.zst');
    await writeFile(path, bytes);
    expect((await read(path)).summary).toMatchObject({ events: 0, complete: false, torn: true });
  });

  it('that unpacks to a very long line costs no memory', async () => {
    const path = newPath('.jsonl.zst');
    await writeFile(path, await promisify(zstdCompress)(Buffer.alloc(300_000_000, 'x')));
    const before = memoryKept().arrayBuffers;
    const reader = await RecordingReader.open(path);
    for await (const _ of reader);
    expect(memoryKept().arrayBuffers - before).toBeLessThan(100_000_000);
    expect(reader.summary).toMatchObject({ events: 0, damagedLines: 1 });
  });
});

describe('trouble', () => {
  it('with a directory that is missing is said before anything is recorded', async () => {
    const path = join(directory, 'none', 'a.jsonl');
    await expect(RecordingWriter.create(path)).rejects.toMatchObject({ code: 'E_RECORDING_WRITE' });
    await expect(RecordingReader.open(path)).rejects.toMatchObject({ code: 'E_RECORDING_READ' });
  });

  it.skipIf(!hasSmallDisk)('with the disk reaches the writer (needs a mount namespace)', () => {
    const program = new URL('recording/fill-disk.ts', import.meta.url);
    const code = 'E_RECORDING_WRITE';
    expect(runOnSmallDisk(program, 'size=256k')).toEqual({
      codes: [code, code, code],
      stopped: true,
    });
  });

  it('with a planted link: it is neither followed nor, when replaced, written through', async () => {
    const target = newPath();
    await writeFile(target, 'precious');
    const path = newPath();
    await symlink(target, path);
    await expect(write(path, oneOfEach())).rejects.toMatchObject({ code: 'E_RECORDING_EXISTS' });
    await write(path, oneOfEach(), true);
    expect(await readFile(target, 'utf8')).toBe('precious');
  });
});
