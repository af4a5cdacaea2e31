import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownVocabulary } from '../../../src/cli/anonymize/vocabulary.ts';
import { createEngine } from '../../../src/diagnosis/engine.ts';
import { faultModes } from '../../../src/diagnosis/modes/catalogue.ts';
import { AliasBook } from '../../../src/events/anonymize/alias-book.ts';
import { anonymizeRecording } from '../../../src/events/anonymize/anonymize.ts';
import { Names } from '../../../src/events/anonymize/names.ts';
import { Scanner } from '../../../src/events/anonymize/scanner.ts';
import { RecordingReader, RecordingWriter } from '../../../src/events/recording.ts';
import type { WeaklinkEvent } from '../../../src/events/types.ts';
import type { Verdict } from '../../../src/events/verdict.ts';
import { verifyRecording } from '../../../src/replay/verify.ts';
import { privateIncident, secrets } from './private-incident.ts';

const directory = mkdtempSync(join(tmpdir(), 'weaklink-anonymize-'));
const vocabulary = ownVocabulary();
const original = join(directory, 'original.jsonl');
const copy = join(directory, 'copy.jsonl');
const events = privateIncident();

async function anonymize(to: string, seed: string) {
  const writer = await RecordingWriter.create(to);
  return anonymizeRecording(original, writer, { key: Buffer.from(seed), vocabulary });
}

async function read(path: string): Promise<WeaklinkEvent[]> {
  const read: WeaklinkEvent[] = [];
  for await (const event of await RecordingReader.open(path)) read.push(event);
  return read;
}

beforeAll(async () => {
  const writer = await RecordingWriter.create(original);
  for (const event of events) await writer.write(event);
  await writer.close();
  await anonymize(copy, 'one');
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('an anonymized copy', () => {
  it('comes from an original that holds every private name', () => {
    const text = readFileSync(original, 'utf8');
    for (const secret of secrets) expect(text).toContain(secret);
  });

  it('holds none of them', () => {
    const text = readFileSync(copy, 'utf8').toLowerCase();
    const found = secrets.filter((secret) => text.includes(secret.toLowerCase()));
    expect(found).toEqual([]);
    expect(text).not.toMatch(/falcon|jane|jdoe|rack4|acme|patient|hidden/);
  });

  it('is private, sound and as long as the original', async () => {
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const back = await read(copy);
    expect(back.map(({ type, time, id }) => [type, time, id])).toEqual(
      events.map(({ type, time, id }) => [type, time, id]),
    );
  });

  it('says the same in a replay as the original, under its own names', async () => {
    expect(await verifyRecording(original)).toMatchObject({ compared: 12, equal: 12 });
    // The recorded verdicts were renamed as texts, the others are drawn from renamed looks: every
    // byte of both agrees.
    expect(await verifyRecording(copy)).toMatchObject({ compared: 12, equal: 12 });
  });

  it('gives the verdicts of the original once the links are named back', async () => {
    const back = await read(copy);
    const names = linkNames(events, back);
    const before = lastVerdict(events);
    const after = lastVerdict(back);
    const named = (id: string | null) => (id === null ? null : (names.get(id) ?? id));
    expect(before.culprits[0]).toMatchObject({ link: 'llama-prod-a' });
    expect(shape(after, named)).toEqual(shape(before, (id) => id));
  });

  it('keeps kinds, structure, symptoms, numbers and ports', async () => {
    const [session] = await read(copy);
    if (session?.type !== 'weaklink.session') throw new Error('no session');
    const { chain } = session.data;
    expect(chain.links.map(({ kind }) => kind)).toEqual([
      'dns',
      'gateway',
      'inference-server',
      'inference-server',
      'host',
    ] as const);
    expect(chain.links[2]?.address).toMatch(/^http:\/\/10\.\d+\.\d+\.\d+:8000$/);
    expect(chain.links[1]?.needs[0]).toEqual({ link: chain.links[0]?.id });
    expect(chain.links[1]?.probes[0]?.options.headers).toEqual({
      Authorization: expect.stringMatching(/^Bearer env:V_\w+$/),
    });
  });

  it('gives one thing one name, in options, facts and evidence', () => {
    const text = readFileSync(copy, 'utf8');
    expect(new Set(text.match(/GPU-[0-9a-f]{8}-[0-9a-f-]{27}/g)).size).toBe(1);
    expect(text.match(/"uuid":"GPU-/g)).toHaveLength(1);
    // The host of the vantage, of an ssh command and of a kernel log.
    const ssh = new Set(text.match(/(?<=ssh user-\w{5}@)\S+/g));
    expect(ssh.size).toBe(1);
    expect(text).toContain(`Nov 21 03:00:01 ${[...ssh][0]} kernel:`);
  });

  it('repeats its names for the same seed, and only for it', async () => {
    await anonymize(join(directory, 'again.jsonl'), 'one');
    await anonymize(join(directory, 'other.jsonl'), 'two');
    const text = (name: string) => readFileSync(join(directory, name), 'utf8');
    expect(text('again.jsonl')).toBe(text('copy.jsonl'));
    const idsOf = (name: string) => new Set(text(name).match(/inference-server-\w{5}/g));
    const mine = idsOf('copy.jsonl');
    expect(mine.size).toBe(2);
    expect([...idsOf('other.jsonl')].filter((id) => mine.has(id))).toEqual([]);
  });

  it('says what was replaced', async () => {
    const { counts } = await anonymize(join(directory, 'counted.jsonl'), 'one');
    expect(Object.fromEntries(counts)).toMatchObject({ link: 4, model: 1, chain: 1 });
    expect(counts.get('address')).toBeGreaterThanOrEqual(4);
  });
});

it('finds everyday names in the sentences of a verdict', () => {
  const names = new Names(new AliasBook(Buffer.from('k'), new Set()), vocabulary);
  const plain = ['router', 'store', 'gateway'];
  for (const name of plain) names.link(name, 'link');
  const scanner = new Scanner(names);
  for (const sentence of [
    'cannot tell: router and store fail alike; what they share is not in the chain',
    'cannot tell: router, store and 2 more fail alike; what they share is not in the chain',
    'router: its process is gone; and store: is full; and gateway: answers late',
    'suffers from router or store: http.504',
  ]) {
    const found = scanner.verdictText(sentence);
    for (const name of plain) expect(found).not.toContain(name);
  }
});

it('leaves every sentence of the catalogue as it is', () => {
  const names = new Names(new AliasBook(Buffer.from('k'), new Set()), vocabulary);
  for (const kind of ['router', 'store', 'name', 'certificate', 'host']) names.link(kind, kind);
  const scanner = new Scanner(names);
  for (const { title, remedy } of faultModes) {
    expect(scanner.verdictText(title)).toBe(title);
    expect(scanner.verdictText(remedy)).toBe(remedy);
  }
});

function lastVerdict(of: readonly WeaklinkEvent[]): Verdict {
  const [session] = of;
  if (session?.type !== 'weaklink.session') throw new Error('no session');
  const engine = createEngine(session.data.chain);
  for (const event of of) engine.accept(event);
  return engine.verdict();
}

function shape(verdict: Verdict, named: (id: string | null) => string | null) {
  return {
    status: verdict.status,
    culprits: verdict.culprits.map(({ link, mode, title, probability, since }) => [
      named(link),
      mode,
      title,
      probability,
      since,
    ]),
    links: verdict.links.map(({ link, state, probability }) => [named(link), state, probability]),
    hypotheses: verdict.hypotheses.map(({ faults, probability }) => [
      faults.map(({ link, mode }) => [named(link), mode]),
      probability,
    ]),
  };
}

/** New ids to old ones: the links stand in the same order. */
function linkNames(before: readonly WeaklinkEvent[], after: readonly WeaklinkEvent[]) {
  const idsOf = ([session]: readonly WeaklinkEvent[]) =>
    session?.type === 'weaklink.session' ? session.data.chain.links.map(({ id }) => id) : [];
  const old = idsOf(before);
  return new Map(idsOf(after).map((id, index) => [id, old[index] ?? '']));
}
