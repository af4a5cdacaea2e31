import { writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import {
  type Authority,
  type Credentials,
  createAuthority,
  issueCertificate,
} from '../certificates.ts';
import type { Disturbance } from '../http/disturbance.ts';
import { forward } from '../http/forward.ts';
import { serveHttps } from '../http/http-service.ts';
import { pathOf, readBody, sendJson } from '../http/messages.ts';
import { publicName } from './public-name.ts';
import type { RunningService } from './service.ts';

export interface EdgeConfig {
  readonly port: number;
  readonly gatewayPort: number;
  /** Where it writes the certificate of its authority, for those who are to trust it. */
  readonly authorityPath: string;
}

export interface EdgeSwitches extends Disturbance {
  readonly certificate: 'expired' | 'not-yet-valid' | 'wrong-name' | 'untrusted' | 'expiring';
}

/** A TLS terminator and reverse proxy before the API gateway. */
export async function serveEdge(config: EdgeConfig): Promise<RunningService<EdgeSwitches>> {
  const authority = await createAuthority('Sandbox Root CA');
  const good = await issueCertificate(authority, validFor(publicName));
  // Before anybody can connect: a client that trusts an older authority would refuse this one.
  writeFileSync(config.authorityPath, authority.pem);
  const service = await serveHttps(
    config.port,
    async (request, response) => {
      if (pathOf(request) === '/healthz') return sendJson(response, 200, { status: 'ok' });
      const body = await readBody(request);
      const result = await forward(request, response, {
        to: 'api-gateway',
        port: config.gatewayPort,
        body,
        requestHeaders: { 'x-forwarded-proto': 'https', via: '1.1 edge' },
        responseHeaders: { via: '1.1 edge', server: 'sandbox-edge' },
      });
      if (result === 'timeout') return sendPage(response, 504, 'Gateway Time-out');
      if (result !== 'answered') sendPage(response, 502, 'Bad Gateway');
    },
    good,
  );
  let shown: EdgeSwitches['certificate'] | undefined;
  return {
    set: async (next) => {
      if (next.certificate !== shown) {
        shown = next.certificate;
        service.server.setSecureContext(shown ? await badCertificate(authority, shown) : good);
      }
      await service.disturb(next);
    },
  };
}

function validFor(name: string) {
  return { name, validFromDays: -30, validToDays: 335 };
}

async function badCertificate(
  authority: Authority,
  kind: EdgeSwitches['certificate'],
): Promise<Credentials> {
  const fine = validFor(publicName);
  switch (kind) {
    case 'expired':
      return issueCertificate(authority, { ...fine, validToDays: -1 });
    case 'not-yet-valid':
      return issueCertificate(authority, { ...fine, validFromDays: 2 });
    case 'expiring':
      return issueCertificate(authority, { ...fine, validToDays: 2 });
    case 'wrong-name':
      return issueCertificate(authority, validFor('old.sandbox.test'));
    case 'untrusted':
      return issueCertificate(await createAuthority('Unknown CA'), fine);
  }
}

/** The kind of page that a proxy shows when what is behind it fails. */
function sendPage(response: ServerResponse, status: number, words: string): void {
  const page = `<html><head><title>${status} ${words}</title></head><body><h1>${status} ${words}</h1></body></html>\n`;
  response.writeHead(status, { 'content-type': 'text/html', server: 'sandbox-edge' });
  response.end(page);
}
