/** What the bench looks at, in a process of its own so that its cost is not counted. */
import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import { AUTHORITATIVE_ANSWER, decode, encode } from 'dns-packet';
import { createAuthority, issueCertificate } from '../../src/sandbox/certificates.ts';

const [, , directory = '.'] = process.argv;
const answer: RequestListener = (_, response) => {
  response.end('hello world');
};

const authority = await createAuthority('bench');
const wanted = { name: 'localhost', validFromDays: -1, validToDays: 90 };
writeFileSync(join(directory, 'ca.pem'), authority.pem);

const ports = {
  http: await listen(createServer(answer)),
  https: await listen(createSecureServer(await issueCertificate(authority, wanted), answer)),
  tcp: await listen(createTcpServer((socket) => socket.on('error', () => {}).resume())),
  dns: await listenDns(),
};
process.send?.(ports);

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 1_024, resolve));
  return (server.address() as AddressInfo).port;
}

async function listenDns(): Promise<number> {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const { id = 0, questions = [] } = decode(message);
    const name = questions[0]?.name ?? '';
    const reply = encode({
      type: 'response',
      id,
      flags: AUTHORITATIVE_ANSWER,
      questions,
      answers: [{ type: 'A', name, data: '127.0.0.1', ttl: 1 }],
    });
    socket.send(reply, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket.address().port;
}
