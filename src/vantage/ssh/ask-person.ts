/** What a server wants to know; its words are from outside, not sanitised. */
export interface Question {
  readonly prompt: string;
  /** Whether what is typed may be seen. */
  readonly echo?: boolean;
}

/** Asks a person what a server wants to know. It rejects where nobody answers. */
export type AskPerson = (
  questions: readonly Question[],
  instructions: string,
) => Promise<readonly string[]>;
