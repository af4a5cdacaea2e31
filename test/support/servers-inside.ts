import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { makeIdentity } from './certificates.ts';
import { startDnsServer } from './dns-server.ts';
import { listenHttp, listenOn, listenTcp } from './listeners.ts';

/*
 * A program: servers that are well and servers that are broken, in whatever network it runs. It says
 * its ports and its authority in one line, and ends with its input.
 */

/** A name that only the DNS server of this program knows, and one that nobody does. */
export const insideName = 'api.inside.test';
export const noName = 'nobody.inside.test';
/** A name of the address at which clouds keep their secrets. */
export const metadataName = 'secrets.inside.test';
const addresses: Readonly<Record<string, string>> = {
  [insideName]: '127.0.0.1',
  [metadataName]: '169.254.169.254',
};

export interface ServersInside {
  readonly ca: string;
  readonly http: number;
  readonly unavailable: number;
  readonly hung: number;
  /** Redirects `/address`, `/name` and `/home`. */
  readonly redirects: number;
  readonly https: number;
  readonly expired: number;
  /** UDP and TCP. */
  readonly dns: number;
}

const answer: RequestListener = ({ url }, response) => {
  response.setHeader('content-type', 'application/json');
  if (url?.endsWith('/models'))
    return void response.end('{"object":"list","data":[{"id":"small"}]}');
  response.end('{"page":{"name":"p","updated_at":""},"status":{"indicator":"none"}}');
};

/** To an address and to a name that nobody should follow to, and home. */
const redirect: RequestListener = ({ url, headers }, response) => {
  const targets: Readonly<Record<string, string>> = {
    '/address': 'http://169.254.169.254/',
    '/name': `http://${metadataName}/`,
    '/home': `http://${headers.host}/there`,
  };
  const location = targets[url ?? ''];
  response.writeHead(
    location === undefined ? 200 : 302,
    location === undefined ? {} : { location },
  );
  response.end();
};

async function serve(dnsPort: number): Promise<ServersInside> {
  const root = await makeIdentity({ subject: 'Inside', authority: true });
  const names = { issuer: root, dnsNames: [insideName], addresses: ['127.0.0.1'] };
  const good = await makeIdentity({ ...names, subject: 'good' });
  const old = await makeIdentity({ ...names, subject: 'old', fromDays: -20, toDays: -3 });
  const dns = await startDnsServer((name, type) => {
    const data = addresses[name];
    if (data === undefined) return { rcode: 'NXDOMAIN' };
    return { answers: type === 'A' ? [{ type: 'A', name, data, ttl: 5 }] : [] };
  }, dnsPort);
  const secure = ({ key, pem }: { key: string; pem: string }) =>
    listenOn(createHttpsServer({ key, cert: pem }, answer));
  const ports = {
    http: await listenOn(createHttpServer(answer)),
    unavailable: await listenHttp((_, response) => void response.writeHead(503).end('sorry')),
    redirects: await listenHttp(redirect),
    hung: await listenTcp((socket) => void socket.resume()),
    https: await secure(good),
    expired: await secure(old),
  };
  const numbers = Object.fromEntries(
    Object.entries(ports).map(([name, { port }]) => [name, port]),
  ) as Record<keyof typeof ports, number>;
  return { ca: root.pem, dns: Number(dns.address.split(':')[1]), ...numbers };
}

if (import.meta.main) {
  process.stdout.write(`${JSON.stringify(await serve(Number(process.argv[2] ?? 0)))}\n`);
  process.stdin.resume().on('end', () => process.exit());
}
