import { type IncomingHttpHeaders, request } from 'node:http';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpExchange } from '../../../probes/network/http-exchange.ts';
import { bodySymptomOf, httpSymptomOf } from '../../../probes/network/http-symptom.ts';
import { ResponseParser } from '../../../probes/network/response-parser.ts';
import { dice } from '../../support/dice.ts';
import { type Listener, listenTcp } from '../../support/listeners.ts';

/* Our parser beside Node's own: the same bytes must come to the same, well or spoilt. */

interface Read {
  readonly status: number | null;
  readonly headers: IncomingHttpHeaders | null;
  readonly body: string;
  /** `ok`, or the symptom that it came to. */
  readonly end: string;
}

const answers: Buffer[] = [];
let listener: Listener;
beforeAll(async () => {
  listener = await listenTcp((socket: Socket) => {
    socket.once('data', (asked) => {
      const bytes = answers[Number(/^\w+ \/(\d+)/.exec(String(asked))?.[1])] ?? Buffer.alloc(0);
      // In two pieces, so that no reader sees all at once.
      const middle = Math.floor(bytes.length / 2);
      socket.write(bytes.subarray(0, middle));
      setTimeout(() => socket.end(bytes.subarray(middle)), 1);
    });
  });
});
afterAll(() => listener.close());

function byNode(method: string, path: string): Promise<Read> {
  return new Promise((resolve) => {
    const url = `http://${listener.address}${path}`;
    const asked = request(url, { method, agent: false, maxHeaderSize: 32_768 });
    let read: Omit<Read, 'end'> | undefined;
    asked.on('error', (error) =>
      resolve(
        read
          ? { ...read, end: bodySymptomOf(error) }
          : { status: null, headers: null, body: '', end: httpSymptomOf(error) },
      ),
    );
    asked.on('upgrade', (_, socket) => {
      socket.destroy();
      resolve({ status: null, headers: null, body: '', end: 'http.malformed' });
    });
    asked.on('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      const own = { status, headers, body: '' };
      read = own;
      response.setEncoding('latin1').on('data', (text: string) => {
        own.body += text;
      });
      response.on('end', () => resolve({ ...own, end: 'ok' }));
      response.on('error', (error) => resolve({ ...own, end: bodySymptomOf(error) }));
    });
    asked.end();
  });
}

async function byUs(method: string, path: string): Promise<Read> {
  const url = new URL(`http://${listener.address}${path}`);
  const signal = new AbortController().signal;
  const result = await httpExchange({ url, method, deadlineMs: 20_000, signal });
  if (result.kind === 'failure') {
    return { status: null, headers: null, body: '', end: result.symptom };
  }
  const { status, headers, cut } = result;
  return { status, headers, body: result.body.toString('latin1'), end: cut?.symptom ?? 'ok' };
}

async function both(bytes: string, method = 'GET'): Promise<readonly [Read, Read]> {
  const path = `/${answers.push(Buffer.from(bytes, 'latin1')) - 1}`;
  return Promise.all([byUs(method, path), byNode(method, path)]);
}

const ok = 'HTTP/1.1 200 OK\r\n';

describe('reads as Node does', () => {
  test.each([
    ['a length', `${ok}Content-Length: 3\r\n\r\nabc`],
    ['until it closes', `${ok}\r\nabc`],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nabc'],
    ['no reason', 'HTTP/1.1 200\r\n\r\nabc'],
    ['an empty reason', 'HTTP/1.1 200 \r\n\r\nabc'],
    ['chunks', `${ok}transfer-encoding: Chunked\r\n\r\n3\r\nabc\r\n1;x="y"\r\nd\r\n0\r\n\r\n`],
    ['trailers', `${ok}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx: y\r\n\r\n`],
    ['an interim answer', `HTTP/1.1 103 E\r\nlink: x\r\n\r\n${ok}content-length: 1\r\n\r\na`],
    ['no content', 'HTTP/1.1 204 No\r\ncontent-length: 3\r\n\r\n'],
    ['not modified', 'HTTP/1.1 304 No\r\n\r\n'],
    ['doubled headers', `${ok}a: 1\r\nA: 2\r\nset-cookie: b\r\nset-cookie: c\r\n\r\n`],
    ['single headers', `${ok}server: 1\r\nserver: 2\r\nlocation: 3\r\nlocation: 4\r\n\r\n`],
    ['white space', `${ok}a: \t b c \t\r\nb:\r\n\r\n`],
    ['empty lines before', `\r\n\r\n${ok}\r\nabc`],
    ['bytes above 127', `${ok}a: \xfc\r\n\r\n\xff\x00`],
    ['an own method', 'HTTP/1.1 299 \xfc\r\n\r\n'],
    ['a name of the prototype', `${ok}__proto__: x\r\nconstructor: y\r\n\r\n`],
  ])('%s', async (_, bytes) => {
    const [ours, nodes] = await both(bytes);
    expect(ours).toEqual(nodes);
    expect(ours.end).toBe('ok');
  });

  test('the answer to HEAD, which has no body whatever it says', async () => {
    const [ours, nodes] = await both(`${ok}content-length: 9\r\n\r\n`, 'HEAD');
    expect(ours).toEqual(nodes);
    expect(ours.end).toBe('ok');
  });

  test.each([
    ['a line without CR', `HTTP/1.1 200 OK\ncontent-length: 1\n\na`],
    ['a header line without CR', `${ok}a: b\nc: d\r\n\r\n`],
    ['a folded header', `${ok}a: b\r\n c\r\n\r\n`],
    ['a space before the colon', `${ok}a : b\r\n\r\n`],
    ['no colon', `${ok}a\r\n\r\n`],
    ['a control character', `${ok}a: b\x01\r\n\r\n`],
    ['a bare CR', `${ok}a: b\rc\r\n\r\n`],
    ['a length that is none', `${ok}content-length: +3\r\n\r\nabc`],
    ['the same length twice', `${ok}content-length: 3\r\ncontent-length: 3\r\n\r\nabc`],
    ['a chunk that is none', `${ok}transfer-encoding: chunked\r\n\r\nxyz\r\n`],
    ['a chunk that does not end', `${ok}transfer-encoding: chunked\r\n\r\n1\r\nabcd`],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a version that is none', 'HTTP/9.1 200 OK\r\n\r\n'],
    ['more than its length', `${ok}content-length: 3\r\nconnection: close\r\n\r\nabcdef`],
    ['more than no content', 'HTTP/1.1 204 No\r\n\r\nabc'],
    ['nothing', ''],
    ['a part of the head', 'HTTP/1.1 200 OK\r\na: b\r\n'],
    ['a part of the body', `${ok}content-length: 5\r\n\r\nabc`],
    ['a part of a chunk', `${ok}transfer-encoding: chunked\r\n\r\n5\r\nabc`],
    ['too long a head', `${ok}a: ${'b'.repeat(40_000)}\r\n\r\n`],
    [
      'too long a trailer',
      `${ok}transfer-encoding: chunked\r\n\r\n0\r\na: ${'b'.repeat(40_000)}\r\n\r\n`,
    ],
  ])('and refuses %s', async (_, bytes) => {
    const [ours, nodes] = await both(bytes);
    expect(ours.end).toBe(nodes.end);
    expect(ours.end).not.toBe('ok');
    expect(ours.status).toBe(nodes.status);
  });
});

/** Answers that are well, which the next test spoils. */
const whole = [
  `${ok}Content-Length: 11\r\nServer: x\r\n\r\nhello world`,
  `${ok}transfer-encoding: chunked\r\nx: y\r\n\r\n5\r\nhello\r\n6;e=f\r\n world\r\n0\r\nt: u\r\n\r\n`,
  `HTTP/1.1 100 C\r\n\r\n${ok}Connection: close\r\n\r\nhello world`,
];
const spoilers = [
  '\r',
  '\n',
  '\r\n',
  ' ',
  '\t',
  ':',
  '\0',
  '0',
  '9',
  'f',
  ';',
  '\xff',
  'HTTP/1.1 ',
];

test('spoilt anywhere, an answer comes to the same as with Node', { timeout: 60_000 }, async () => {
  const roll = dice(7);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(roll() * items.length)] as Item;
  const spoilt = Array.from({ length: 600 }, () => {
    const text = pick(whole);
    const at = Math.floor(roll() * text.length);
    const kept = roll() < 0.3 ? 1 : 0;
    return text.slice(0, at) + pick(spoilers) + text.slice(at + kept);
  });
  const different: string[] = [];
  for (let at = 0; at < spoilt.length; at += 20) {
    const some = spoilt.slice(at, at + 20);
    const reads = await Promise.all(some.map((bytes) => both(bytes)));
    for (const [index, [ours, nodes]] of reads.entries()) {
      // Of a broken answer Node may have read a part that it had not told yet.
      const [one, other] = [ours, nodes].map((read) =>
        JSON.stringify(read.end === 'ok' ? read : { ...read, body: '' }),
      );
      if (one !== other) different.push(`${JSON.stringify(some[index])}: ${one}, Node: ${other}`);
    }
  }
  expect(different).toEqual([]);
});

test('one byte at a time, and after it has been stopped', () => {
  const told: string[] = [];
  const parser = new ResponseParser('GET', {
    onInterim: (status) => told.push(`interim ${status}`),
    onUpgrade: () => told.push('upgrade'),
    onHead: (status, headers) => told.push(`head ${status} ${headers.server ?? ''}`),
    onBody: (piece) => told.push(String(piece)),
    onEnd: () => told.push('end'),
  });
  for (const byte of Buffer.from(whole[1] ?? '')) {
    expect(parser.feed(Buffer.from([byte]))).toBeNull();
  }
  expect(told).toEqual(['head 200 ', ...'hello world', 'end']);
  parser.stop();
  expect(parser.feed(Buffer.from('x'))).toBeNull();
  expect(parser.finish()).toBeNull();
});
