import { createSocket } from 'node:dgram';
import { decode, encode } from 'dns-packet';
import { loopback } from '../layout.ts';
import { publicName } from '../services/public-name.ts';

/** The address that the name server gives, or its response code, `no address`, `silent`, `refused`. */
export function askName(port: number, deadlineMs: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (word: string): void => {
      clearTimeout(deadline);
      socket.close();
      resolve(word);
    };
    const deadline = setTimeout(end, deadlineMs, 'silent');
    socket.once('error', () => end('refused'));
    socket.once('message', (message) => end(wordOf(message)));
    // Connected, so that the kernel tells when nothing listens.
    socket.connect(port, loopback, () => {
      const questions = [{ type: 'A' as const, name: publicName }];
      socket.send(encode({ type: 'query', id: 1, questions }));
    });
  });
}

function wordOf(message: Buffer): string {
  const reply = decode(message);
  const answer = reply.answers?.[0];
  if (answer?.type === 'A') return answer.data;
  const rcode = (reply as { rcode?: string }).rcode;
  return rcode === undefined || rcode === 'NOERROR' ? 'no address' : rcode;
}
