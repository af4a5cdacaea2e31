import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Identity } from './certificates.ts';
import { freePort } from './listeners.ts';
import { findProgram } from './needs-program.ts';

export interface Nginx {
  readonly port: number;
  readonly tlsPort: number;
  close(): Promise<void>;
}

/** A real nginx on loopback, its `locations` served plain and over TLS. */
export async function startNginx(locations: string, identity: Identity): Promise<Nginx> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklink-nginx-'));
  const [port, tlsPort] = [await freePort(), await freePort()];
  await writeFile(join(directory, 'cert.pem'), identity.pem);
  await writeFile(join(directory, 'key.pem'), identity.key, { mode: 0o600 });
  await writeFile(
    join(directory, 'nginx.conf'),
    `daemon off; master_process off; worker_processes 1; pid ${directory}/nginx.pid;
     error_log ${directory}/error.log;
     events { worker_connections 64; }
     http {
       access_log off; default_type text/plain; absolute_redirect off;
       client_body_temp_path ${directory}/body; proxy_temp_path ${directory}/proxy;
       fastcgi_temp_path ${directory}/f; uwsgi_temp_path ${directory}/u; scgi_temp_path ${directory}/s;
       server { listen 127.0.0.1:${port}; ${locations} }
       server {
         listen 127.0.0.1:${tlsPort} ssl;
         ssl_certificate ${directory}/cert.pem; ssl_certificate_key ${directory}/key.pem;
         ssl_protocols TLSv1.2; ${locations}
       }
     }`,
  );
  const child = spawn(findProgram('nginx') ?? 'nginx', ['-c', `${directory}/nginx.conf`], {
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  await Promise.race([
    untilListening(tlsPort),
    ended.then(() => Promise.reject(new Error('nginx did not start'))),
  ]);
  const close = async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(directory, { recursive: true });
  };
  return { port, tlsPort, close };
}

async function untilListening(port: number): Promise<void> {
  for (;;) {
    const socket = connect({ port, host: '127.0.0.1' });
    const connected = await new Promise<boolean>((resolve) => {
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    });
    socket.destroy();
    if (connected) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
