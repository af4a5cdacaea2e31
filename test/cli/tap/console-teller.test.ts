import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { ConsoleTeller } from '../../../src/cli/tap/console-teller.ts';
import { consoleUrl } from '../../../src/cli/tap/console-url.ts';
import { createEventFactory } from '../../../src/events/envelope.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { storyAttempts } from '../../support/accounted.ts';
import { type Listener, listenHttp } from '../../support/listeners.ts';

const [first] = storyAttempts();
const attempt = (name: string) => ({
  ...(first as NonNullable<typeof first>).inference,
  attempt: name,
});

let listener: Listener | undefined;
afterEach(() => listener?.close());

/** A console that keeps the names of the attempts it is told of. */
async function consoleWith(answer: (posts: number) => number | 'never') {
  const told: string[] = [];
  let posts = 0;
  const handler: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    posts += 1;
    const how = answer(posts);
    if (how === 'never') return;
    const lines = Buffer.concat(chunks).toString().trim().split('\n');
    if (how === 200) told.push(...lines.map((line) => JSON.parse(line).data.attempt));
    response.writeHead(how).end('{}');
  };
  listener = await listenHttp(handler);
  const said: string[] = [];
  const teller = new ConsoleTeller({
    url: consoleUrl(listener.address),
    events: createEventFactory({ clock: systemClock, source: '/weaklink/test/tap' }),
    say: (line) => said.push(line),
  });
  return { told, said, teller };
}

describe('a tap that tells a console', () => {
  it('tells all, in order, also what was asked to come again', async () => {
    const { told, said, teller } = await consoleWith((posts) => (posts === 1 ? 429 : 200));
    const names = Array.from({ length: 250 }, (_, at) => `a-${at}`);
    for (const name of names) teller.take(attempt(name));
    await teller.end();
    expect(told).toEqual(names);
    expect(teller.lines()).toEqual(['inferences told to the console: 250']);
    expect(said).toEqual([
      expect.stringMatching(/takes nothing \(status 429\)/),
      expect.stringMatching(/takes what is measured$/),
    ]);
  });

  it('keeps the newest where a console never answers, and ends all the same', async () => {
    const { told, teller } = await consoleWith(() => 'never');
    // Taking is all that whoever measures waits for.
    const startedAt = performance.now();
    for (let at = 0; at < 10_500; at += 1) teller.take(attempt(`a-${at}`));
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await teller.end();
    expect(told).toEqual([]);
    expect(teller.lines()).toEqual([
      'inferences told to the console: 0',
      'inferences that the console was not told of: 10500',
    ]);
  });

  it('does not say again what is refused', async () => {
    const { told, said, teller } = await consoleWith((posts) => (posts === 1 ? 404 : 200));
    teller.take(attempt('a'));
    while (said.length === 0) await new Promise((resume) => setTimeout(resume, 10));
    teller.take(attempt('b'));
    await teller.end();
    expect(told).toEqual(['b']);
    expect(said[0]).toContain('status 404: is "attribution.listen" there?');
    expect(teller.lines()[1]).toBe('inferences that the console was not told of: 1');
  });
});
