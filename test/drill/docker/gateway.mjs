/** The gateway of the shop: relays to the engine, 502 where nobody answers, 504 where nobody does in time. */
import { createServer, request } from 'node:http';

const ENGINE = 'http://127.0.0.1:18081/';
const TIMEOUT_MS = 1_000;

createServer((_, response) => {
  const upstream = request(ENGINE, { agent: false, timeout: TIMEOUT_MS }, (answer) => {
    response.writeHead(answer.statusCode);
    answer.pipe(response);
  });
  upstream.once('timeout', () => {
    response.writeHead(504).end('the engine does not answer in time');
    upstream.destroy();
  });
  upstream.once('error', () => {
    if (!response.headersSent) response.writeHead(502).end('the engine does not answer');
  });
  upstream.end();
}).listen(18090, '127.0.0.1');
