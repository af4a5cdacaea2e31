import { z } from 'zod';
import type { Vantage } from '../../../src/vantage/types.ts';
import { askSocket } from './ask-socket.ts';
import type { EngineEvent } from './engine-event.ts';

/** A container as far as its events have to be told of the right link. */
export interface KnownContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Containers remembered; ten times what one machine commonly has. */
const MOST_CONTAINERS = 2_000;
/** Bytes of Docker's list that are read; each container has some 2 kB. */
const LIST_BYTES = 8_388_608;
/** Attributes of an event that are no labels of the container. */
const ownAttributes = new Set(
  'name image exitCode signal execID execDuration containerExitCode podId'.split(' '),
);

const listSchema = z.array(
  z.object({
    Id: z.string(),
    Names: z.array(z.string()).nullish(),
    Image: z.string().catch(''),
    Labels: z.record(z.string(), z.string()).nullish().catch(null),
  }),
);

/** The containers of one daemon, by id: an event about a network or an image names no container. */
export class KnownContainers {
  readonly #byId = new Map<string, KnownContainer>();

  /** Learns those that are there; where Docker does not tell them, nothing. */
  async load(vantage: Vantage, socketPath: string, signal: AbortSignal): Promise<void> {
    const answer = await askSocket(vantage, socketPath, '/containers/json?all=1', signal);
    if (answer.kind !== 'answer') return;
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of answer.body) {
        bytes += (chunk as Buffer).length;
        if (bytes > LIST_BYTES) return;
        chunks.push(chunk as Buffer);
      }
      const all = listSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      for (const { Id, Names, Image, Labels } of all) {
        const name = (Names?.[0] ?? '').replace(/^\//, '');
        this.#keep({ id: Id, name, image: Image, labels: Labels ?? {} });
      }
    } catch {
      // What answers is no Docker, or went away: the events themselves tell most of it.
    } finally {
      answer.close();
    }
  }

  /** The containers that an event is about. */
  of({ type, id, attributes }: EngineEvent): readonly KnownContainer[] {
    if (type === 'container') {
      const labels = Object.fromEntries(
        Object.entries(attributes).filter(([name]) => !ownAttributes.has(name)),
      );
      const told = { id, name: attributes.name ?? '', image: attributes.image ?? '', labels };
      this.#keep(told);
      return [told];
    }
    if (type === 'network') {
      const known = this.#byId.get(attributes.container ?? '');
      return known ? [known] : [];
    }
    return [...this.#byId.values()].filter(
      ({ image }) =>
        image === id || image === attributes.name || image === `${attributes.name}:latest`,
    );
  }

  #keep(container: KnownContainer): void {
    this.#byId.delete(container.id);
    this.#byId.set(container.id, container);
    const [oldest] = this.#byId.keys();
    if (this.#byId.size > MOST_CONTAINERS && oldest !== undefined) this.#byId.delete(oldest);
  }
}
