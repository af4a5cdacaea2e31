import { readEvent } from '../../../events/schema.ts';
import type { Inference } from '../../../events/types.ts';
import type { ReadText } from '../http/text-receiver.ts';
import { type IngestContext, inferenceOf } from '../inference.ts';

/**
 * What another weaklink tells: one event a line, as in a recording. Links are called as they are here; what
 * is no inference is passed over.
 */
export function readToldEvents(text: string, context: IngestContext): ReadText {
  const inferences: Inference[] = [];
  let unread = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const read = readEvent(line);
    if (read.kind === 'damaged') unread += 1;
    else if (read.kind === 'event' && read.event.type === 'weaklink.inference') {
      inferences.push(asCalledHere(read.event.data, context));
    }
  }
  return { inferences, unread };
}

/** Who told of it may know the links by address alone, and may keep answers where nobody here asked for them. */
function asCalledHere(told: Inference, context: IngestContext): Inference {
  const { model } = told;
  const known = (name: string) => context.linkOf({ service: name, address: name });
  const link = known(told.link) ?? context.linkOf({ model }) ?? told.link;
  const called = (name: string) => (name === told.link ? link : (known(name) ?? name));
  const path = told.path.map((hop) => ({ ...hop, link: called(hop.link) }));
  return inferenceOf({ ...told, link, path }, context);
}
