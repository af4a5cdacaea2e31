import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Ask } from './http-over-socket.ts';

/** Methods whose requests say that they have no body. */
const SAYS_NO_BODY = new Set(['POST', 'PUT', 'PATCH']);

/**
 * A request as it goes over the wire: head and body.
 *
 * @throws TypeError for a header that cannot be sent: the caller should have checked it
 */
export function requestBytes({ url, method, headers, body }: Ask): string | Buffer {
  const all: Record<string, string> = {
    host: url.host,
    'user-agent': 'weaklink',
    accept: '*/*',
    'accept-encoding': 'identity',
    connection: 'close',
  };
  for (const name in headers) {
    const value = headers[name] ?? '';
    validateHeaderName(name);
    validateHeaderValue(name, value);
    all[name.toLowerCase()] = value;
  }
  if (body !== undefined) all['content-length'] = String(Buffer.byteLength(body));
  else if (SAYS_NO_BODY.has(method)) all['content-length'] = '0';
  let head = `${method} ${url.pathname}${url.search} HTTP/1.1\r\n`;
  for (const name in all) head += `${name}: ${all[name]}\r\n`;
  head += '\r\n';
  if (body === undefined) return head;
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
}
