import { WeaklinkError } from '../../platform/errors.ts';
import { type Dispute, laterOf } from './disputes.ts';

/** Disputes remembered; each is somebody's doing by hand. */
const MOST_DISPUTES = 100_000;

/** Disputes by id and by attempt; of several tellings of one the later resolution counts. */
export class DisputeBook {
  readonly #byId = new Map<string, Dispute>();
  readonly #byAttempt = new Map<string, Set<string>>();

  get all(): readonly Dispute[] {
    return [...this.#byId.values()];
  }

  of(attempt: string): readonly Dispute[] {
    const ids = this.#byAttempt.get(attempt);
    if (!ids) return none;
    return [...ids].flatMap((id) => this.#byId.get(id) ?? []);
  }

  /**
   * @returns false where it is known already
   * @throws WeaklinkError E_DISPUTE
   */
  take(dispute: Dispute): boolean {
    refuse(dispute);
    const known = this.#byId.get(dispute.id);
    if (known && laterOf(known, dispute) === known) return false;
    if (!known && this.#byId.size >= MOST_DISPUTES) {
      throw wrong(`there are ${MOST_DISPUTES} disputes already`);
    }
    if (known && known.attempt !== dispute.attempt) {
      throw wrong('a dispute of this name is about another entry');
    }
    this.#byId.set(dispute.id, dispute);
    const ids = this.#byAttempt.get(dispute.attempt) ?? new Set();
    this.#byAttempt.set(dispute.attempt, ids.add(dispute.id));
    return true;
  }
}

const none: readonly Dispute[] = [];

function refuse({ party, resolved }: Dispute): void {
  if (party === 'lost' || party === 'escrow') throw wrong(`nobody can contest what is ${party}`);
  const to = resolved?.to;
  if (to === 'lost' || to === 'escrow') throw wrong(`a resolved part goes to a party, not ${to}`);
}

function wrong(why: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DISPUTE',
    message: `this dispute cannot be taken: ${why}`,
    hint: 'A dispute is about the part that one party has of one entry.',
  });
}
