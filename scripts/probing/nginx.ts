import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAuthority, issueCertificate } from '../../src/sandbox/certificates.ts';
import type { Ports } from './measurement.ts';
import { listening, unusedPort } from './ports.ts';

export interface Nginx {
  readonly ports: Ports;
  stop(): Promise<void>;
}

/** nginx with one worker, an answer of 11 bytes, plain and under TLS with a whole handshake each time. */
export async function startNginx(directory: string, program: string): Promise<Nginx> {
  const authority = await createAuthority('bench');
  const wanted = { name: 'localhost', validFromDays: -1, validToDays: 90 };
  const { cert, key } = await issueCertificate(authority, wanted);
  const file = (name: string, content: string): string => {
    const path = join(directory, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  file('ca.pem', authority.pem);
  const ports = { http: await unusedPort(), https: await unusedPort() };
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${directory}/${name};`)
    .join(' ');
  const config = file(
    'nginx.conf',
    `daemon off; master_process off; worker_processes 1; pid ${directory}/nginx.pid;
     error_log ${directory}/error.log;
     events { worker_connections 1024; }
     http {
       access_log off; default_type text/plain; ${temporary}
       server { listen 127.0.0.1:${ports.http} backlog=1024; location / { return 200 'hello world'; } }
       server {
         listen 127.0.0.1:${ports.https} ssl backlog=1024;
         ssl_certificate ${file('cert.pem', cert)}; ssl_certificate_key ${file('key.pem', key)};
         ssl_session_cache off; ssl_session_tickets off;
         location / { return 200 'hello world'; }
       }
     }`,
  );
  const child = spawn(program, ['-c', config], { stdio: 'inherit' });
  const ended = once(child, 'exit');
  await listening(ports.https);
  return {
    ports,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
