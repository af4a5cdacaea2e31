import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { anonymizeRecording } from '../events/anonymize/anonymize.ts';
import { replacedWords } from '../events/anonymize/check.ts';
import { RecordingReader } from '../events/recording.ts';
import { WeaklinkError } from '../platform/errors.ts';
import { ExitCode } from '../platform/exit-codes.ts';
import { safe } from '../text/sanitise.ts';
import { ownVocabulary } from './anonymize/vocabulary.ts';
import type { RunCommand } from './command.ts';
import { counted } from './record/held.ts';
import { openRecording } from './record/open-recording.ts';

/** Bytes of the key of the aliases, as long as the hash that it keys. */
const KEY_BYTES = 32;

/**
 * `weaklink anonymize FILE OUT`: a copy under other names, to be shared. The key of the aliases is
 * random and forgotten, unless `--seed` names one.
 */
export const runAnonymize: RunCommand = async ([path = '', out = ''], options, { output }) => {
  if (resolve(path) === resolve(out)) {
    throw new WeaklinkError({
      code: 'E_OPERAND',
      message: `${out}: the copy cannot take the place of the original`,
      hint: 'Name another file for the copy.',
    });
  }
  // Before --overwrite takes a file away: a name mistyped must cost nothing.
  await RecordingReader.open(path);
  const key = typeof options.seed === 'string' ? Buffer.from(options.seed) : randomBytes(KEY_BYTES);
  const writer = await openRecording(out, options.overwrite === true);
  try {
    const vocabulary = ownVocabulary();
    const done = await anonymizeRecording(path, writer, { key, vocabulary });
    const { written, counts, damagedLines, unknownEvents } = done;
    if (written.events === 0) throw nothingThere(path);
    if (damagedLines + unknownEvents > 0) {
      output.progress(
        safe`left out: ${counted(damagedLines, 'damaged line', 'damaged lines')}, ${counted(unknownEvents, 'event', 'events')} of unknown types`,
      );
    }
    output.result(
      `${safe`${out}: ${counted(written.events, 'event', 'events')}; replaced ${replacedWords(counts)}. Read it before you share it.`}\n`,
    );
    return ExitCode.Healthy;
  } catch (error) {
    await writer.close().catch(() => {});
    await rm(out, { force: true });
    throw error;
  }
};

function nothingThere(path: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_NOT_A_RECORDING',
    message: `${path}: not a recording of weaklink, or an empty one`,
    hint: 'See what is inside: weaklink inspect FILE',
  });
}
