import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatanetWriter } from '../../../src/attribution/datanet/catalogue/datanet-writer.ts';
import { openDatanet } from '../../../src/attribution/datanet/datanet.ts';
import { addTo, buildAt, creditOf, datanetOf, someTime } from '../../support/datanets.ts';
import { dice } from '../../support/dice.ts';
import { scratch } from '../../support/scratch.ts';

const verse =
  'whether tis nobler in the mind to suffer the slings and arrows of outrageous fortune';

describe('a datanet', () => {
  it('credits the contributor of the words of an answer, and nobody for the rest', async () => {
    const net = await datanetOf([{ text: verse, contributor: 'william' }]);
    expect(creditOf([net], verse, 4)).toEqual({
      'contributor:william': 800_000,
      unattributed: 200_000,
    });
    expect(creditOf([net], 'something else that nobody has ever written down', 4)).toEqual({
      unattributed: 1_000_000,
    });
  });

  it('keeps copies, which earn nothing, and lets the first registered own a content', async () => {
    const directory = join(await scratch(), 'net');
    const added = await addTo(directory, [
      { text: verse, title: 'late', contributor: 'late', registered: '2026-05-01T00:00:00.000Z' },
      {
        text: `"${verse.toUpperCase()}"!`,
        contributor: 'early',
        registered: '2026-01-01T00:00:00.000Z',
      },
      { text: verse, contributor: 'late' },
      { text: ' … ', contributor: 'nobody' },
    ]);
    expect(added.map(({ kind }) => kind)).toEqual(['added', 'added', 'known', 'empty']);
    await buildAt(directory);
    const credit = creditOf([await openDatanet(directory)], verse, 4);
    expect(Object.keys(credit)).toEqual(['contributor:early', 'unattributed']);
  });

  it('gives a copy that was changed here and there nothing of what is not its own', async () => {
    const roll = dice(1);
    const original = Array.from({ length: 300 }, () => `w${Math.floor(roll() * 500)}`);
    const changed = original.map((word, at) => (at % 60 === 59 ? `own${at}` : word));
    const net = await datanetOf([
      { text: original.join(' '), contributor: 'author', registered: '2026-01-01T00:00:00.000Z' },
      { text: `me me me ${changed.join(' ')}`, contributor: 'thief' },
    ]);
    expect(Object.keys(creditOf([net], original.join(' '), 6))).not.toContain('contributor:thief');
    // Of the changed text, the thief earns the words of which the context is his alone.
    const credit = creditOf([net], changed.join(' '), 6);
    expect(credit['contributor:thief']).toBeGreaterThan(0);
    expect(credit['contributor:author']).toBeGreaterThan(0);
  });

  it('takes a document down at once, overwrites its text, and forgets it at the next build', async () => {
    const directory = join(await scratch(), 'net');
    await addTo(directory, [
      { text: verse, title: 'ode', contributor: 'william' },
      { text: `${verse} and so on for ever`, title: 'other', contributor: 'else' },
      { text: verse, title: 'copy', contributor: 'thief' },
    ]);
    await buildAt(directory);
    const writer = await DatanetWriter.open(directory);
    const [content] = writer.catalogue.contents;
    if (content) await writer.remove(content, someTime);
    await writer.close();
    const credit = () =>
      openDatanet(directory).then((net) => Object.keys(creditOf([net], verse, 4)));
    expect(await credit()).toEqual(['contributor:else', 'unattributed']);
    const texts = readFileSync(join(directory, 'texts.bin'), 'utf8');
    expect(texts).toBe(`${'\0'.repeat(verse.length)}${verse} and so on for ever`);
    const before = readdirSync(join(directory, 'shards'));
    await buildAt(directory);
    expect(await credit()).toEqual(['contributor:else', 'unattributed']);
    expect(readdirSync(join(directory, 'shards')).filter((file) => before.includes(file))).toEqual(
      [],
    );
    expect(await addTo(directory, [{ text: verse, contributor: 'thief' }])).toMatchObject([
      { kind: 'barred' },
    ]);
  });

  it('says what it has not indexed', async () => {
    const directory = join(await scratch(), 'net');
    await addTo(directory, [{ text: verse }]);
    expect(await openDatanet(directory)).toMatchObject({ built: null, unindexed: 1, shards: [] });
    await buildAt(directory);
    await addTo(directory, [{ text: `another ${verse}` }]);
    expect(await openDatanet(directory)).toMatchObject({ built: someTime, unindexed: 1 });
  });

  it('refuses files that were changed, and builds them anew', async () => {
    const directory = join(await scratch(), 'net');
    await addTo(directory, [{ text: verse }]);
    await buildAt(directory);
    const shard = readdirSync(join(directory, 'shards')).find((file) => file.endsWith('.shard'));
    const path = join(directory, 'shards', shard ?? '');
    const sound = readFileSync(path);
    for (const at of [0, 9, 40, Math.floor(sound.length / 2), sound.length - 1]) {
      const damaged = Buffer.from(sound);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(path, damaged);
      await expect(openDatanet(directory)).rejects.toMatchObject({ code: 'E_DATANET_DAMAGED' });
    }
    writeFileSync(path, sound.subarray(0, 20));
    await expect(openDatanet(directory)).rejects.toMatchObject({ code: 'E_DATANET_DAMAGED' });
    expect((await buildAt(directory)).reusedChunks).toBe(0);
    expect(readFileSync(path).equals(sound)).toBe(true);
    expect((await buildAt(directory)).reusedChunks).toBe(1);
  });

  it('leaves out half a line at the end of its journal, and names a line that is none', async () => {
    const directory = join(await scratch(), 'net');
    await addTo(directory, [{ text: verse, title: 'one' }]);
    const journal = join(directory, 'documents.jsonl');
    const whole = readFileSync(journal, 'utf8');
    writeFileSync(journal, `${whole}{"kind":"docu`);
    const writer = await DatanetWriter.open(directory);
    expect([writer.wasTorn, writer.catalogue.contents.length]).toEqual([true, 1]);
    await writer.close();
    expect(readFileSync(journal, 'utf8')).toBe(whole);
    writeFileSync(journal, `${whole}{"kind":"gift"}\n`);
    await expect(openDatanet(directory)).rejects.toMatchObject({
      code: 'E_DATANET_DAMAGED',
      message: `${journal}: line 2 is no entry of a datanet's journal`,
    });
  });

  it('has one writer at a time, and takes over from one that is gone', async () => {
    const directory = join(await scratch(), 'net');
    await addTo(directory, [{ text: verse }]);
    const writer = await DatanetWriter.open(directory);
    await expect(DatanetWriter.open(directory)).rejects.toMatchObject({ code: 'E_DATANET_BUSY' });
    await expect(buildAt(directory)).rejects.toMatchObject({ code: 'E_DATANET_BUSY' });
    await writer.close();
    // No process has this number: it is beyond the greatest that Linux gives.
    writeFileSync(join(directory, 'lock'), '4194999\n');
    await (await DatanetWriter.open(directory)).close();
  });
});
