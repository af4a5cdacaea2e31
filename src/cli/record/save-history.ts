import { RecordingWriter } from '../../events/recording.ts';
import { systemClock } from '../../platform/clock.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import type { Session } from '../../session/session.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import { counted } from './held.ts';

/** Characters of a chain's name in a file's name; file systems take 255 bytes in all. */
const NAME_CHARACTERS = 60;
/** Names tried within one second; nobody presses a key more often. */
const NAMES_TRIED = 20;

/**
 * Writes what the session remembers to a new recording in the working directory, closed to others.
 *
 * @returns its name and how many events it holds
 * @throws WeaklinkError E_RECORDING_WRITE, E_RECORDING_EXISTS
 */
export async function saveHistory({ chain, stream }: Session): Promise<SafeText> {
  const events = stream.history();
  const recording = await createNamed(`weaklink-${fileWord(chain.name)}-${instantWord()}`);
  for (const event of events) await recording.write(event);
  await recording.close();
  const { forgotten } = stream.counters();
  const older = forgotten > 0 ? `, ${forgotten.toLocaleString('en-US')} older ones not` : '';
  return safe`saved ${recording.path}: ${counted(events.length, 'event', 'events')}${older}`;
}

/** Never overwrites: where the name is taken, the next number is tried. */
async function createNamed(base: string): Promise<RecordingWriter> {
  for (let number = 1; ; number += 1) {
    try {
      return await RecordingWriter.create(`${base}${number === 1 ? '' : `-${number}`}.jsonl`);
    } catch (error) {
      const taken = error instanceof WeaklinkError && error.code === 'E_RECORDING_EXISTS';
      if (!taken || number === NAMES_TRIED) throw error;
    }
  }
}

function fileWord(name: string): string {
  return name.replace(/[^\p{L}\p{N}_.-]+/gu, '-').slice(0, NAME_CHARACTERS) || 'chain';
}

/** `20261121T031402Z`. */
function instantWord(): string {
  return new Date(systemClock.now()).toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
}
