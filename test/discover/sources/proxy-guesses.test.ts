import { expect, test } from 'vitest';
import { readNginx } from '../../../src/discover/configuration/nginx.ts';
import { join } from '../../../src/discover/join/join.ts';
import { proxyGuesses } from '../../../src/discover/sources/proxy-guesses.ts';

const here = { namespace: '', addresses: ['10.0.0.5'], names: new Map() };

async function chainOf(text: string, scope = here) {
  const configuration = await readNginx({ path: 'x.conf', text }, async () => []);
  const guesses = proxyGuesses(configuration, { id: 'nginx', scope, foundation: [] });
  return join(new Map([['nginx', { guesses }]]), { here, entries: [], all: false }).links;
}

test('virtual hosts of one port are asked under their names, each with a certificate of its own', async () => {
  const links = await chainOf(`
    server { listen 443 ssl; server_name a.example; location / { proxy_pass http://10.0.0.8:1; } }
    server { listen 443 ssl; server_name b.example; location / { proxy_pass http://10.0.0.9:1; } }`);
  expect(links).toMatchObject([
    {
      id: 'nginx-a.example',
      address: 'https://a.example:443',
      needs: ['nginx-a.example-certificate', '10.0.0.8'],
      probes: [{ kind: 'http', url: 'https://a.example:443/', connectTo: '127.0.0.1:443' }],
    },
    { id: '10.0.0.8' },
    { id: 'nginx-b.example', needs: ['nginx-b.example-certificate', '10.0.0.9'] },
    { id: '10.0.0.9' },
    {
      id: 'nginx-a.example-certificate',
      kind: 'certificate',
      probes: [{ kind: 'tls', address: 'a.example:443', connectTo: '127.0.0.1:443' }],
    },
    { id: 'nginx-b.example-certificate', kind: 'certificate' },
  ]);
});

test('a gateway in a container is reached at its address, and its own loopback is its own', async () => {
  const scope = {
    namespace: 'net7',
    addresses: ['10.9.0.2'],
    names: new Map([['app', '10.9.0.3']]),
  };
  const links = await chainOf(
    'server { listen 80; location / { proxy_pass http://app:8000; } location /self { proxy_pass http://127.0.0.1:9; } }',
    scope,
  );
  expect(links).toMatchObject([
    { id: 'nginx', address: 'http://10.9.0.2:80', needs: ['10.9.0.3'] },
    { id: '10.9.0.3', address: '10.9.0.3:8000' },
  ]);
});
