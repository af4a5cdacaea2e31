import { sanitise } from '../../text/sanitise.ts';
import { type DoctorFinding, fine } from './finding.ts';

/** The entry refuses a Node that is too old, so whoever reads this has a fit one. */
export async function checkNode(): Promise<DoctorFinding> {
  return fine(sanitise(`${process.version}, ${process.platform} ${process.arch}`));
}
