import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeIdentity } from './certificates.ts';
import type { Dockerd } from './dockerd.ts';
import { startHaproxy } from './haproxy.ts';
import { startNginx } from './nginx.ts';
import { Postgres } from './postgres.ts';
import { until } from './processes.ts';

const root = resolve(import.meta.dirname, '../..');
/** Port of the application within its container. */
const APP_PORT = 8_080;

/** nginx → HAProxy → a container → PostgreSQL, all real, on this machine. */
export interface ServedChain {
  /** What users ask: nginx. */
  readonly url: string;
  readonly ports: Readonly<Record<'nginx' | 'haproxy' | 'postgres', number>>;
  readonly appAddress: string;
  close(): Promise<void>;
}

/**
 * @param directory for the application's file
 * @param subnet of the container, as `10.213.90`
 */
export async function startServedChain(
  dockerd: Dockerd,
  directory: string,
  subnet: string,
): Promise<ServedChain> {
  const endings: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    await dockerd.makeNetwork('shop-net', `${subnet}.0/24`);
    const postgres = await Postgres.start({
      settings: { listen_addresses: '*' },
      hba: [`host all all ${subnet}.0/24 trust`],
    });
    endings.push(() => postgres.stop());
    const script = join(directory, 'app.cjs');
    await writeFile(script, application);
    const container = await dockerd.create('shop', '', {
      Cmd: [process.execPath, script],
      Env: [
        `DATABASE_URL=postgres://postgres:not-to-be-shown@${subnet}.1:${postgres.port}/postgres`,
        `PG_MODULE=${join(root, 'node_modules/pg')}`,
      ],
      HostConfig: { NetworkMode: 'shop-net', Binds: bindsFor(directory) },
    });
    endings.push(() => container.remove({ force: true }));
    await container.start();
    const { NetworkSettings } = await container.inspect();
    const ip = NetworkSettings.Networks['shop-net']?.IPAddress;
    const haproxy = await startHaproxy({
      backends: { shop: [`server shop ${ip}:${APP_PORT}`] },
      serverMs: 10_000,
    });
    endings.push(() => haproxy.close());
    const proxied = `location / { proxy_pass http://127.0.0.1:${haproxy.port}/shop; }`;
    const nginx = await startNginx(proxied, await makeIdentity({ subject: 'shop.test' }));
    endings.push(() => nginx.close());
    const url = `http://127.0.0.1:${nginx.port}`;
    await until(async () => (await fetch(url).catch(() => null))?.status === 200);
    const ports = { nginx: nginx.port, haproxy: haproxy.port, postgres: postgres.port };
    return { url, ports, appAddress: `${ip}:${APP_PORT}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Answers with what the database says, over connections that it keeps. */
const application = `
const { Pool } = require(process.env.PG_MODULE);
const pool = new Pool({ connectionString: process.env.DATABASE_URL, idleTimeoutMillis: 0, max: 2 });
pool.on('error', () => {});
require('node:http').createServer(async (request, response) => {
  try {
    const { rows } = await pool.query('SELECT 1 AS one');
    response.end(JSON.stringify(rows));
  } catch (error) {
    response.writeHead(503).end(String(error.code));
  }
}).listen(${APP_PORT});
`;

/** What Node needs of this machine, read-only. */
function bindsFor(directory: string): string[] {
  const places = ['/usr', '/lib', '/lib64', dirname(process.execPath), join(root, 'node_modules')];
  return [...places, directory].filter(existsSync).map((place) => `${place}:${place}:ro`);
}
