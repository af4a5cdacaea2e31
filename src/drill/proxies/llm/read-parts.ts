import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { type AnswerPart, documentPart, streamPart } from './answer-part.ts';

/** Characters of one event; a longer one goes on in pieces, unchanged. */
const MAX_EVENT_CHARACTERS = 1_048_576;
/** Characters of one document that is kept whole; a longer one goes on in pieces, unchanged. */
const MAX_DOCUMENT_CHARACTERS = 16_777_216;

const EVENT_END = /\r\n\r\n|\n\n|\r\r/g;

/** The events of a stream, each as soon as its last line has come. */
export async function* readEvents(body: Readable): AsyncGenerator<AnswerPart> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.write(chunk as Buffer);
    const { events, tail } = splitEvents(rest);
    rest = tail;
    for (const event of events) yield streamPart(event);
    if (rest.length > MAX_EVENT_CHARACTERS) {
      yield { text: rest, document: undefined, isContent: false };
      rest = '';
    }
  }
  rest += decoder.end();
  if (rest !== '') yield streamPart(rest);
}

function splitEvents(text: string): { readonly events: readonly string[]; readonly tail: string } {
  const events: string[] = [];
  let from = 0;
  for (const end of text.matchAll(EVENT_END)) {
    const to = end.index + end[0].length;
    events.push(text.slice(from, to));
    from = to;
  }
  return { events, tail: text.slice(from) };
}

/** The whole answer as one part. */
export async function* readDocument(body: Readable): AsyncGenerator<AnswerPart> {
  const decoder = new StringDecoder('utf8');
  let text = '';
  let isWhole = true;
  for await (const chunk of body) {
    text += decoder.write(chunk as Buffer);
    if (text.length <= MAX_DOCUMENT_CHARACTERS) continue;
    isWhole = false;
    yield { text, document: undefined, isContent: true };
    text = '';
  }
  text += decoder.end();
  if (isWhole) yield documentPart(text);
  else yield { text, document: undefined, isContent: true };
}
