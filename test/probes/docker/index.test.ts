import { describe, expect, test } from 'vitest';
import { daemonsOf } from '../../../probes/docker/events/targets.ts';
import { dockerProbe } from '../../../probes/docker/index.ts';
import { dockerOptions } from '../../../probes/docker/options.ts';
import type { Chain, Link } from '../../../src/chain/types.ts';
import { socketPath } from '../../../src/vantage/docker/socket.ts';

const link = (parts: Partial<Link>): Link => ({
  id: 'x',
  kind: 'container',
  needs: [],
  labels: {},
  probes: [],
  ...parts,
});

describe('dockerProbe', () => {
  test('infers from the name of a container', () => {
    expect(dockerProbe.infer(link({ address: 'vllm-0' }))).toEqual({ container: 'vllm-0' });
    expect(dockerProbe.infer(link({}))).toBeNull();
    expect(dockerProbe.infer(link({ address: 'not a name' }))).toBeNull();
    expect(dockerProbe.infer(link({ kind: 'host', address: 'vllm-0' }))).toBeNull();
  });

  test('takes a target as people name containers', () => {
    expect(dockerProbe.fromTarget(' vllm-0 ')).toEqual({ container: 'vllm-0' });
    expect(dockerProbe.fromTarget('shop/api')).toEqual({ compose: 'shop/api' });
    expect(dockerProbe.fromTarget('app=vllm')).toEqual({ label: 'app=vllm' });
    expect(() => dockerProbe.fromTarget('a b')).toThrow('docker: "a b" names no container');
  });

  test.each([
    [{ container: 'vllm-0' }, 'docker inspect vllm-0'],
    [
      { container: 'a', socket: '/run/my docker.sock' },
      "docker -H 'unix:///run/my docker.sock' inspect a",
    ],
    [{ label: 'app=vllm' }, 'docker inspect $(docker ps -aq --filter label=app=vllm)'],
    [
      { compose: 'shop/api' },
      'docker inspect $(docker ps -aq --filter label=com.docker.compose.project=shop --filter label=com.docker.compose.service=api)',
    ],
  ])('gives the command for %j', (options, command) => {
    expect(dockerProbe.command(dockerOptions.parse(options))).toBe(command);
  });

  test.each([
    {},
    { container: 'a', label: 'b' },
    { container: '../images' },
    { container: 'a', socket: 'docker.sock' },
    { container: 'a', gpus: 0 },
    { container: 'a', compose: 'b/c' },
    { compose: 'b' },
    { container: 'a', publishes: [0] },
    { container: 'a', publishes: ['example.com:80'] },
    { container: 'a', mounts: ['models'] },
    { name: 'a' },
  ])('refuses %j', (options) => {
    expect(dockerOptions.safeParse(options).success).toBe(false);
  });
});

test.each([
  ['/a.sock', 'unix:///b.sock', '/a.sock'],
  [undefined, 'unix:///b.sock', '/b.sock'],
  [undefined, undefined, '/var/run/docker.sock'],
  [undefined, '', '/var/run/docker.sock'],
  [undefined, 'tcp://10.0.0.1:2375', null],
  [undefined, 'ssh://host', null],
])('socketPath(%s, %s) is %s', (option, host, path) => {
  expect(socketPath(option, host)).toBe(path);
});

test.each([
  [undefined, 'docker inspect engine'],
  ['/run/d.sock', 'docker -H unix:///run/d.sock inspect engine'],
  ['/run/podman/podman.sock', 'podman --url unix:///run/podman/podman.sock inspect engine'],
])('the command for the socket %s has the client of its engine', (socket, command) => {
  const options = dockerOptions.parse({ container: 'engine', socket });
  expect(dockerProbe.command(options)).toBe(command);
});

test('the events of Podman are followed where Docker is missing', () => {
  const plan = { kind: 'docker', vantage: 'local', options: { container: 'engine' } };
  const chain = { links: [{ id: 'engine', probes: [plan] }] } as unknown as Chain;
  expect(daemonsOf(chain, () => '/run/podman/podman.sock')).toMatchObject([
    { vantage: 'local', socketPath: '/run/podman/podman.sock', targets: [{ link: 'engine' }] },
  ]);
  expect(daemonsOf(chain, () => null)).toEqual([]);
});
