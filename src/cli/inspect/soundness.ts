import type { Inspection } from '../../events/recording/inspection.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import { counted } from '../record/held.ts';

/** Damaged lines named one by one. */
const LINES_NAMED = 10;

/** What is wrong with a recording, one sentence each; empty when it is sound. */
export function defectsOf({ summary, beginsWithSession }: Inspection): readonly SafeText[] {
  const { damaged, damagedLines, torn, complete, checksum, events } = summary;
  const defects: SafeText[] = damaged
    .slice(0, LINES_NAMED)
    .map(({ line, reason }) => safe`line ${line} cannot be read: ${reason}`);
  if (damagedLines > defects.length) {
    defects.push(
      safe`${counted(damagedLines - defects.length, 'line', 'lines')} more cannot be read`,
    );
  }
  if (torn)
    defects.push(safe`it breaks off after ${counted(events, 'sound event', 'sound events')}`);
  if (checksum === 'missing') {
    defects.push(safe`it has no end line: it is being written, or its writer was killed`);
  } else if (!complete)
    defects.push(safe`lines are missing or were added: its end line counts others`);
  if (checksum === 'mismatch') defects.push(safe`its checksum does not fit: bytes were changed`);
  if (!beginsWithSession) {
    defects.push(safe`it does not begin with a session event, so its chain is not known at first`);
  }
  return defects;
}
