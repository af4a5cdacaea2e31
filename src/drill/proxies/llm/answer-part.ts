import { hasText } from './shapes.ts';

/** One event of a streamed answer, or a whole answer that is one document. */
export interface AnswerPart {
  /** As it goes over the wire, the empty line behind an event included. */
  readonly text: string;
  /** What it holds; undefined where that is no JSON, as in `[DONE]` and in keep-alives. */
  readonly document: unknown;
  /** It carries a piece of the answer's text. */
  readonly isContent: boolean;
}

export function streamPart(text: string): AnswerPart {
  const document = parsed(dataOf(text));
  return { text, document, isContent: hasText(document) };
}

export function documentPart(text: string): AnswerPart {
  return { text, document: parsed(text), isContent: true };
}

/** The same part with another document, its other lines as they were. */
export function withDocument(part: AnswerPart, document: unknown, isStream: boolean): AnswerPart {
  const json = JSON.stringify(document);
  const text = isStream ? withData(part.text, json) : json;
  return { text, document, isContent: isStream ? hasText(document) : true };
}

/** An event with other data. */
export function withData(event: string, data: string): string {
  const others = linesOf(event).filter((line) => line !== '' && !line.startsWith('data:'));
  return [...others, `data: ${data}`, '', ''].join('\n');
}

export function dataOf(event: string): string {
  return linesOf(event)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).replace(/^ /, ''))
    .join('\n');
}

const linesOf = (event: string): readonly string[] => event.split(/\r\n|\n|\r/);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
