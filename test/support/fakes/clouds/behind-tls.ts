import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { onTestFinished } from 'vitest';
import { makeIdentity } from '../../certificates.ts';
import { startDnsServer } from '../../dns-server.ts';
import { type Listener, listenOn } from '../../listeners.ts';
import { scratch } from '../../scratch.ts';

/** How a look reaches a fake by names that are a cloud's own. */
export interface ByName {
  readonly resolver: string;
  /** The authority that signed for these names, which nobody knows otherwise. */
  readonly ca: string;
  /** `https://name` at the port where the fake is. */
  url(name: string): string;
  /** Names that were asked for. */
  readonly resolved: readonly string[];
}

/** Puts a fake behind TLS and names of its own, until the test ends. */
export async function behindTls(server: Listener, names: readonly string[]): Promise<ByName> {
  const root = await makeIdentity({ subject: 'Test Root', authority: true });
  const [subject = ''] = names;
  const { key, pem } = await makeIdentity({ subject, issuer: root, dnsNames: [...names] });
  const front = await listenOn(
    createServer({ key, cert: pem }, (socket) => {
      const behind = connect(server.port, '127.0.0.1');
      for (const one of [socket, behind]) one.on('error', () => one.destroy());
      socket.pipe(behind).pipe(socket);
    }).on('tlsClientError', () => {}),
  );
  const dns = await startDnsServer((name, type) => ({
    answers: type === 'A' ? [{ type: 'A', name, ttl: 1, data: '127.0.0.1' }] : [],
  }));
  onTestFinished(async () => {
    await Promise.all([front.close(), dns.close()]);
  });
  const ca = join(await scratch(), 'root.pem');
  await writeFile(ca, root.pem);
  return {
    resolver: dns.address,
    ca,
    url: (name) => `https://${name}:${front.port}`,
    resolved: dns.asked,
  };
}
