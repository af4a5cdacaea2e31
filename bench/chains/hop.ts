import type { Reply, Trouble } from './reply.ts';
import type { Manners } from './world.ts';

/** What a hop answers that has lost its patience. */
export function lateAnswer({ whenLate }: Manners, ms: number): Reply {
  const error: Trouble =
    whenLate === 'drop'
      ? { kind: 'dropped', how: 'closed' }
      : { kind: 'status', status: whenLate, about: 'nothing' };
  return { error, ms };
}

/** Does it ask another replica after this? */
export function tryAgain(error: Trouble, { retries }: Manners): boolean {
  if (retries === 'never' || error.kind === 'flaw') return false;
  if (error.kind === 'unreached') return true;
  return retries === 'errors' && error.kind === 'status' && error.status >= 500;
}

/** What a hop makes of what it got. */
export function translate(error: Trouble, manners: Manners): Trouble {
  const own: Trouble = { kind: 'status', status: manners.whenUnreachable, about: 'nothing' };
  switch (error.kind) {
    case 'unreached':
      if (!error.waits) return own;
      return lateAnswer(manners, 0).error ?? own;
    case 'dropped':
      return { kind: 'status', status: 502, about: 'nothing' };
    case 'status':
      return (error.status >= 500 ? manners.passesErrors : manners.passesRefusals) ? error : own;
    default:
      return error;
  }
}
