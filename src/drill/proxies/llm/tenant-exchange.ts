import type { AnswerPart } from './answer-part.ts';

type Answer = readonly AnswerPart[];

interface Waiting {
  readonly shape: string;
  readonly answer: Answer;
  take(other: Answer): void;
}

/** Where the answers of two requests at the same time change owners. */
export class TenantExchange {
  #waiting: Waiting | undefined;

  /**
   * Gives this answer for that of another request of the same shape. Resolves with null when none
   * came before `patience` did.
   */
  async swap(shape: string, answer: Answer, patience: Promise<void>): Promise<Answer | null> {
    const other = this.#waiting;
    if (other?.shape === shape) {
      this.#waiting = undefined;
      other.take(answer);
      return other.answer;
    }
    const { promise, resolve } = Promise.withResolvers<Answer | null>();
    const mine: Waiting = { shape, answer, take: resolve };
    this.#waiting ??= mine;
    void patience.then(() => {
      if (this.#waiting === mine) this.#waiting = undefined;
      resolve(null);
    });
    return promise;
  }
}
