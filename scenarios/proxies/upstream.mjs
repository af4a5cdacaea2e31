/**
 * What stands behind the proxies of these scenarios: small servers on loopback, in plain Node.
 *
 *   node upstream.mjs model 19081                     a model API that always says "pong"
 *   node upstream.mjs slow-model 19081                the same, a piece every 150 ms
 *   node upstream.mjs counting-model 19081            the same, and counts to twenty, where it is asked to count
 *   node upstream.mjs messages 19081                  the same in Anthropic's words
 *   node upstream.mjs gateway 19082 127.0.0.1:19080   a gateway: hands questions on, answers back
 *   node upstream.mjs cooling 19082 127.0.0.1:19080   one that puts a vendor of Anthropic's kind aside
 *                                                     for two seconds after each refusal, and says 429
 *   node upstream.mjs patient 19082 127.0.0.1:19080   a gateway whose settings can be changed while it runs:
 *   node upstream.mjs set 19082 totalMs=900           ends whole requests after so long, however well they run
 *   node upstream.mjs set 19082 asideMs=60000         leaves what is behind it aside for so long, and says 429
 *   node upstream.mjs is 19082 totalMs=0              exits with 0 where that is so
 *   node upstream.mjs names 19054                     a name server: every name is 127.0.0.1
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { request as ask, createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const HOST = '127.0.0.1';
/** Milliseconds between two pieces of a streamed answer. */
const PIECE_MS = 20;
const SLOW_PIECE_MS = 150;
/** Milliseconds for which a vendor that refused is left alone. */
const COOLDOWN_MS = 2_000;
/** Bytes of a request; a question has some hundred. */
const MAX_BODY_BYTES = 65_536;
const MODEL = 'small';
const PIECES = ['po', 'ng', '.'];
/** Where a patient gateway tells and takes its settings. */
const SETTINGS = '/settings';
const COUNTED = Array.from({ length: 20 }, (_, index) => `${index + 1} `);
const USAGE = { prompt_tokens: 4, completion_tokens: 3, total_tokens: 7 };

const [, , role, port, to] = process.argv;
const roles = {
  model: (at) => serveModel(at, PIECE_MS),
  'slow-model': (at) => serveModel(at, SLOW_PIECE_MS),
  'counting-model': (at) => serveModel(at, SLOW_PIECE_MS / 2),
  messages: serveMessages,
  gateway: serveGateway,
  patient: servePatient,
  set: (at) => askSettings(at, 'PUT'),
  is: (at) => askSettings(at, 'GET'),
  cooling: serveCooling,
  names: serveNames,
};
if (!Object.hasOwn(roles, role) || !Number.isInteger(Number(port))) {
  console.error('usage: node upstream.mjs ROLE PORT [HOST:PORT]');
  process.exit(2);
}
roles[role](Number(port), to);

function serveModel(at, pieceMs) {
  createServer(async (request, response) => {
    if (request.method === 'GET') return sendList(response);
    const { stream, messages } = await bodyOf(request);
    const pieces = piecesFor(messages);
    const answer = { id: 'chatcmpl-1', created: 1, model: MODEL };
    if (stream)
      return sendStream(response, { ...answer, object: 'chat.completion.chunk' }, pieces, pieceMs);
    const message = { role: 'assistant', content: pieces.join('') };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    sendJson(response, { ...answer, object: 'chat.completion', choices, usage: USAGE });
  }).listen(at, HOST);
}

/** A long answer to who asks to count, a short one to everybody else. */
function piecesFor(messages) {
  const asked = JSON.stringify(messages ?? '');
  return role === 'counting-model' && /count/i.test(asked) ? COUNTED : PIECES;
}

async function sendStream(response, head, pieces, pieceMs) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const say = (part) => response.write(`data: ${JSON.stringify({ ...head, ...part })}\n\n`);
  for (const content of pieces) {
    say({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
    await pause(pieceMs);
  }
  say({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
  say({ choices: [], usage: USAGE });
  response.end('data: [DONE]\n\n');
}

function sendList(response) {
  sendJson(response, { object: 'list', data: [{ id: MODEL, object: 'model' }] });
}

function sendJson(response, document) {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(document));
}

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > MAX_BODY_BYTES) return {};
  }
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function serveGateway(at, behind) {
  createServer(handsOn(behind)).listen(at, HOST);
}

function handsOn(behind) {
  const [host, portBehind] = behind.split(':');
  return (request, response) => {
    const { method, url: path, headers } = request;
    // Gateways know their models from their own configuration.
    if (method === 'GET') return sendList(response);
    const asked = ask({ host, port: portBehind, method, path, headers, agent: false });
    asked.on('response', (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      response.flushHeaders();
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    // As gateways do: what fails behind them is their 502.
    asked.on('error', () => {
      if (response.headersSent) return response.destroy();
      response.writeHead(502, { 'content-type': 'text/plain' });
      response.end('bad gateway');
    });
    response.on('close', () => asked.destroy());
    request.pipe(asked);
  };
}

function servePatient(at, behind) {
  const settings = { totalMs: 0, asideMs: 0 };
  let asideUntil = 0;
  const pass = handsOn(behind);
  createServer(async (request, response) => {
    const url = new URL(request.url, 'http://gateway');
    if (url.pathname === SETTINGS) {
      for (const [name, value] of url.searchParams) settings[name] = Number(value);
      if (url.searchParams.has('asideMs')) asideUntil = Date.now() + settings.asideMs;
      return sendJson(response, settings);
    }
    if (request.method === 'POST' && Date.now() < asideUntil) return sayAside(response);
    if (request.method === 'POST' && settings.totalMs > 0) {
      const timer = setTimeout(() => response.destroy(), settings.totalMs);
      response.on('close', () => clearTimeout(timer));
    }
    pass(request, response);
  }).listen(at, HOST);
}

/** Changes a setting of a gateway that runs, or says whether it is so. */
async function askSettings(at, method) {
  const [name, value] = to.split('=');
  const query = method === 'PUT' ? `?${name}=${value}` : '';
  const answer = await fetch(`http://${HOST}:${at}${SETTINGS}${query}`, { method });
  const settings = await answer.json();
  process.exit(settings[name] === Number(value) ? 0 : 1);
}

/** A vendor in the form of Anthropic's Messages; it streams to whoever asks for it. */
function serveMessages(at) {
  createServer(async (request, response) => {
    if (request.method === 'GET')
      return sendJson(response, { data: [{ type: 'model', id: MODEL }] });
    const { stream } = await bodyOf(request);
    const usage = { input_tokens: 4, output_tokens: 3 };
    const message = { id: 'msg_1', type: 'message', role: 'assistant', model: MODEL, usage };
    const content = [{ type: 'text', text: PIECES.join('') }];
    if (!stream) return sendJson(response, { ...message, content, stop_reason: 'end_turn' });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const say = (type, fields) =>
      response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
    say('message_start', { message: { ...message, content: [], stop_reason: null } });
    say('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
    for (const text of PIECES) {
      say('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
      await pause(PIECE_MS);
    }
    say('content_block_stop', { index: 0 });
    say('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } });
    say('message_stop', {});
    response.end();
  }).listen(at, HOST);
}

/**
 * A gateway of the kind that puts a deployment aside after it has refused, and tells its users of
 * its own list alone: 429, whatever the vendor had said.
 */
function serveCooling(at, behind) {
  let asideUntil = 0;
  createServer(async (request, response) => {
    if (request.method === 'GET') return sendList(response);
    await bodyOf(request);
    if (Date.now() >= asideUntil) {
      const answer = await askMessages(behind);
      if (answer !== undefined) return sendAnswer(response, answer);
      asideUntil = Date.now() + COOLDOWN_MS;
    }
    sayAside(response);
  }).listen(at, HOST);
}

function sayAside(response) {
  response.writeHead(429, { 'content-type': 'application/json' });
  const message = `No deployments available for selected model, Try again in 2 seconds. Passed model=${MODEL}. cooldown_list=['${MODEL}-1']`;
  response.end(JSON.stringify({ error: { message, type: 'None', param: 'None', code: '429' } }));
}

/** What the vendor says, or nothing where it refuses or breaks off. */
async function askMessages(behind) {
  const [host, portBehind] = behind.split(':');
  const headers = { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' };
  const asked = ask({
    host,
    port: portBehind,
    method: 'POST',
    path: '/v1/messages',
    headers,
    agent: false,
  });
  asked.end(
    JSON.stringify({ model: MODEL, max_tokens: 16, messages: [{ role: 'user', content: 'x' }] }),
  );
  try {
    const [answer] = await once(asked, 'response');
    const { content } = await bodyOf(answer);
    return answer.statusCode === 200 ? content?.[0]?.text : undefined;
  } catch {
    return undefined;
  }
}

function sendAnswer(response, text) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const say = (part) =>
    response.write(`data: ${JSON.stringify({ id: 'chatcmpl-1', model: MODEL, ...part })}\n\n`);
  say({ choices: [{ index: 0, delta: { content: text }, finish_reason: 'stop' }] });
  say({ choices: [], usage: USAGE });
  response.end('data: [DONE]\n\n');
}

function serveNames(at) {
  const udp = createSocket('udp4');
  udp.on('message', (query, from) => {
    const answer = answerTo(query);
    if (answer) udp.send(answer, from.port, from.address);
  });
  udp.bind(at, HOST);
  createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      const answer = answerTo(bytes.subarray(2));
      if (answer) socket.end(Buffer.concat([Buffer.from([0, answer.length]), answer]));
    });
  }).listen(at, HOST);
}

/** The question again, and behind it, where it asks for an address, 127.0.0.1. */
function answerTo(query) {
  const HEAD_BYTES = 12;
  const nameEnd = query.indexOf(0, HEAD_BYTES);
  if (query.length < HEAD_BYTES || nameEnd < 0 || nameEnd + 5 > query.length) return null;
  const question = query.subarray(HEAD_BYTES, nameEnd + 5);
  const asksAddress = question.readUInt16BE(question.length - 4) === 1;
  const head = Buffer.alloc(HEAD_BYTES);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(asksAddress ? 1 : 0, 6);
  // The name by its place in the message, A, IN, one second, four bytes.
  const record = Buffer.from([0xc0, HEAD_BYTES, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 127, 0, 0, 1]);
  return Buffer.concat(asksAddress ? [head, question, record] : [head, question]);
}
