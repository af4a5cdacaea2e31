import type { Fact } from '../../../src/events/types.ts';
import type { SafeText } from '../../../src/text/safe-text.ts';
import { resources } from '../api/resources.ts';
import { type EventGroup, eventEvidence, eventSigns, groupEvents } from '../judge/events.ts';
import type { Sign } from '../judge/sign.ts';
import { clusterEvent } from '../objects/event.ts';
import { readAll } from '../objects/parts.ts';
import { type Look, withoutIt } from './parts.ts';

/** Events of one object that are read: the cluster keeps those of an hour, repeated ones counted. */
const MOST_EVENTS = 100;
/** Objects of one look whose events are asked for. */
const MOST_OBJECTS = 2;

export interface Told {
  readonly signs: readonly Sign[];
  readonly evidence: readonly SafeText[];
  readonly facts: Readonly<Record<string, Fact>>;
}

/** What happened lately to objects of one namespace, by their names. */
export async function eventsOf(names: readonly string[], look: Look): Promise<Told> {
  const lists = await Promise.all(
    names.slice(0, MOST_OBJECTS).map((name) =>
      look.api.list(resources.events, {
        namespace: look.namespace,
        fields: `involvedObject.name=${name}`,
        most: MOST_EVENTS,
      }),
    ),
  );
  let facts: Readonly<Record<string, Fact>> = {};
  const groups: EventGroup[] = [];
  for (const answer of lists) {
    if (answer.kind === 'refused') facts = { ...facts, ...withoutIt(answer, 'events', look) };
    else groups.push(...groupEvents(readAll(clusterEvent, answer.items), look));
  }
  const newestFirst = groups.toSorted((a, b) => b.lastMs - a.lastMs);
  return {
    signs: eventSigns(newestFirst, look),
    evidence: eventEvidence(newestFirst, look),
    facts,
  };
}
