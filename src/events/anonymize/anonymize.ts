import { WeaklinkError } from '../../platform/errors.ts';
import { RecordingReader, type RecordingResult, type RecordingWriter } from '../recording.ts';
import { readEvent } from '../schema.ts';
import { AliasBook, type AliasKind } from './alias-book.ts';
import { LeakCheck } from './check.ts';
import { collectNames } from './collect.ts';
import { Names, type Vocabulary } from './names.ts';
import { EventRewriter } from './rewrite-event.ts';
import { Scanner } from './scanner.ts';

/** Addresses remembered so that no alias is one of them; more are no recording of one chain. */
const ADDRESSES_AVOIDED = 1_000_000;

export interface AnonymizeOptions {
  /** Whoever has it can find out which alias belongs to a name that he guesses. */
  readonly key: Buffer;
  readonly vocabulary: Vocabulary;
}

export interface Anonymized {
  readonly written: RecordingResult;
  /** Different originals by kind. */
  readonly counts: ReadonlyMap<AliasKind, number>;
  /** Lines of the original that could not be read, and are not in the copy. */
  readonly damagedLines: number;
  /** Events of types that this version does not know: nobody could say what they name. */
  readonly unknownEvents: number;
}

/**
 * Copies a recording under other names: read for the names that it declares, then for those that
 * show themselves by their shape, then rewritten; and the copy is searched for every original.
 *
 * What it cannot know: a name that nothing declares and that looks like a word (a person, a product
 * in a sentence of a log), a name cut in half, and what times, ports and numbers give away. An id
 * that is an everyday word (`router`) is replaced where it stands as an id, not in every sentence.
 *
 * @param writer of the copy; closed here
 * @throws WeaklinkError E_RECORDING_READ, E_RECORDING_WRITE, E_ANONYMIZE_LEAK, after which the copy
 *   must not be kept
 */
export async function anonymizeRecording(
  path: string,
  writer: RecordingWriter,
  { key, vocabulary }: AnonymizeOptions,
): Promise<Anonymized> {
  const avoid = new Set<string>();
  const names = new Names(new AliasBook(key, avoid), vocabulary);
  for await (const event of await RecordingReader.open(path)) {
    for (const address of addressesIn(JSON.stringify(event))) {
      if (avoid.size < ADDRESSES_AVOIDED) avoid.add(address);
    }
  }
  for await (const event of await RecordingReader.open(path)) collectNames(event, names);

  // Who is found by shape in one text (`jdoe@node-17`) may stand bare in another.
  const finder = new EventRewriter(names, new Scanner(names));
  for await (const event of await RecordingReader.open(path)) finder.rewrite(event);
  names.declareFound();

  const rewriter = new EventRewriter(names, new Scanner(names));
  const reader = await RecordingReader.open(path);
  for await (const event of reader) {
    // Read back as a reader will: an alias may be longer than its original, and texts are bounded.
    const read = readEvent(JSON.stringify(rewriter.rewrite(event)));
    if (read.kind === 'event') await writer.write(read.event);
  }
  const written = await writer.close();
  await refuseLeaks(writer.path, new LeakCheck(names));
  const { damagedLines, unknownTypes } = reader.summary;
  const unknownEvents = [...unknownTypes.values()].reduce((sum, count) => sum + count, 0);
  return { written, counts: names.book.counts(), damagedLines, unknownEvents };
}

function* addressesIn(json: string): Generator<string> {
  for (const [address] of json.matchAll(/\d{1,3}(?:\.\d{1,3}){3}/g)) yield address;
}

async function refuseLeaks(path: string, check: LeakCheck): Promise<void> {
  for await (const event of await RecordingReader.open(path)) {
    const leak = check.find(event);
    if (!leak) continue;
    throw new WeaklinkError({
      code: 'E_ANONYMIZE_LEAK',
      message: `event ${event.id} would still hold "${leak.original}", so nothing is written`,
      hint: 'This is a mistake in weaklink. Please report it, without the name.',
    });
  }
}
