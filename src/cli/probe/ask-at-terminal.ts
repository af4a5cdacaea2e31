import type { ReadStream } from 'node:tty';
import type { Redactor } from '../../text/redact.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { AskPerson, Question } from '../../vantage/ssh/ask-person.ts';

/** Characters of an answer. */
const MAX_ANSWER_CHARACTERS = 1_024;
const INTERRUPT = '\u0003';
const END_OF_INPUT = '\u0004';

/**
 * Asks at the terminal what a server wants to know. What is typed is shown only where the server
 * wants it shown; it is kept nowhere, and the redactor strikes it out of whatever comes back.
 */
export function askAtTerminal(
  input: ReadStream,
  output: NodeJS.WritableStream,
  redactor: Redactor,
  signal: AbortSignal,
): AskPerson {
  return async (questions, instructions) => {
    if (instructions.trim() !== '') output.write(`${sanitise(instructions)}\n`);
    const answers: string[] = [];
    for (const question of questions) {
      const answer = await askOne(question, input, output, signal);
      if (question.echo !== true) redactor.learn(answer);
      answers.push(answer);
    }
    return answers;
  };
}

/** One line, read character by character, for only then can it stay unseen. */
function askOne(
  { prompt, echo = false }: Question,
  input: ReadStream,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<string> {
  output.write(`the server asks: ${sanitise(prompt.trim())} `);
  return new Promise((resolve, reject) => {
    const typed: string[] = [];
    const end = () => {
      input.off('data', read);
      signal.removeEventListener('abort', abort);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
    };
    const abort = () => {
      end();
      reject(new Error('nobody answered'));
    };
    const take = (character: string): 'ends' | undefined => {
      if (character === '\r' || character === '\n') return 'ends';
      if (character === '\u007f' || character === '\b') typed.pop();
      else if (character >= ' ' && typed.length < MAX_ANSWER_CHARACTERS) {
        typed.push(character);
        if (echo) output.write(sanitise(character));
      }
      return undefined;
    };
    const read = (chunk: Buffer) => {
      for (const character of chunk.toString('utf8')) {
        if (character === INTERRUPT) {
          // A terminal that hands on every key sends no signal itself.
          abort();
          process.kill(process.pid, 'SIGINT');
          return;
        }
        if (character === END_OF_INPUT) return abort();
        if (take(character) === 'ends') {
          end();
          return resolve(typed.join(''));
        }
      }
    };
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) return abort();
    input.setRawMode(true);
    input.on('data', read);
    input.resume();
  });
}
