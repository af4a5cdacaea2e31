import { detectTerminal } from '../../terminal/capabilities.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import { type DoctorContext, type DoctorFinding, fine, lacking } from './finding.ts';

/** The console is drawn for this size; below it, it says so and shows less. */
const COMFORTABLE = { columns: 80, rows: 24 } as const;

export async function checkTerminal({ env }: DoctorContext): Promise<DoctorFinding> {
  const terminal = detectTerminal();
  const { columns = 0, rows = 0 } = process.stdout;
  if (!terminal.interactive) {
    return lacking(
      'missing',
      safe`${terminal.obstacle ?? 'no terminal'}`,
      safe`The console cannot be drawn; every other command works.`,
      safe`Run weaklink in a terminal, over SSH with "ssh -t".`,
    );
  }
  const seen = sanitise(
    [
      `${columns}x${rows}`,
      terminal.color ? 'colour' : 'no colour',
      terminal.unicode ? 'Unicode' : 'ASCII',
      `TERM=${env.TERM ?? ''}`,
      ...(terminal.remote ? ['over SSH'] : []),
      ...(terminal.multiplexer ? [terminal.multiplexer] : []),
    ].join(', '),
  );
  if (columns >= COMFORTABLE.columns && rows >= COMFORTABLE.rows) return fine(seen);
  return lacking(
    'failing',
    seen,
    safe`The console needs ${COMFORTABLE.columns}x${COMFORTABLE.rows} to show everything.`,
    safe`Make the window larger or its letters smaller.`,
  );
}
