import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { WeaklinkError } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { Question } from './questions.ts';

export type Answer = 'yes' | 'no' | 'not sure';

/** Who answers; null ends the questions: nobody does any more. */
export type Answerer = (question: Question) => Promise<Answer | null>;

/** Bytes of a file of answers: some thousand lines. */
const MOST_BYTES = 256 * 1_024;

const words: Readonly<Record<string, Answer>> = {
  yes: 'yes',
  y: 'yes',
  no: 'no',
  n: 'no',
  'not sure': 'not sure',
  '?': 'not sure',
  '': 'not sure',
};

/** Nobody: whatever no probe can see stays unknown. */
export const nobody: Answerer = async () => null;

/**
 * Answers from a file, or from stdin for `-`. A line is an answer to the next question; a line
 * `router/changed: yes` answers that question whenever it is asked.
 *
 * @throws WeaklinkError E_FILE, E_ANSWER
 */
export async function answersFrom(path: string): Promise<Answerer> {
  const lines = (await contentOf(path)).split(/\r?\n/).filter((line) => !line.startsWith('#'));
  if (lines.at(-1) === '') lines.pop();
  const named = new Map<string, Answer>();
  const inOrder: Answer[] = [];
  lines.forEach((line, index) => {
    const [, key, own = line] = /^(\S+):\s+(.*)$/.exec(line) ?? [];
    const answer = words[own.trim().toLowerCase()];
    if (!answer) throw notAnAnswer(`${path}:${index + 1}`, line);
    if (key === undefined) inOrder.push(answer);
    else named.set(key, answer);
  });
  return async ({ key }) => {
    const known = named.get(key) ?? named.get(key.slice(0, key.lastIndexOf('@')));
    // A file that names some questions says nothing of the others.
    return known ?? inOrder.shift() ?? (named.size > 0 ? 'not sure' : null);
  };
}

async function contentOf(path: string): Promise<string> {
  try {
    const content = path === '-' ? await text(process.stdin) : await readFile(path, 'utf8');
    if (content.length <= MOST_BYTES) return content;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'it cannot be read';
    throw new WeaklinkError({ code: 'E_FILE', message: `--answers: ${sanitise(path)}: ${code}` });
  }
  throw new WeaklinkError({
    code: 'E_FILE',
    message: `--answers: ${sanitise(path)} is larger than ${MOST_BYTES} bytes`,
  });
}

function notAnAnswer(place: string, line: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_ANSWER',
    message: `${place}: "${sanitise(line, { maxCharacters: 60 })}" is no answer`,
    hint: 'Write yes, no or not sure; or name the question: router/changed: yes',
  });
}

/** A person at a terminal, one line a question; Ctrl-D ends the questions. */
export function personAt(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Answerer {
  return async ({ words: question, command }) => {
    const lines = createInterface({ input, output, terminal: false });
    const ended = new Promise<null>((resolve) => lines.once('close', () => resolve(null)));
    try {
      const how = command ? `\n   $ ${command}` : '';
      for (let prompt = `?  ${question}${how}\n   yes, no or not sure: `; ; ) {
        const line = await Promise.race([lines.question(prompt, { signal }), ended]);
        if (line === null) return null;
        const answer = words[line.trim().toLowerCase()];
        if (answer) return answer;
        prompt = '   yes, no or not sure (y, n, ?): ';
      }
    } finally {
      lines.close();
    }
  };
}
