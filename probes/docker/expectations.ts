import { posix } from 'node:path';
import { safe } from '../../src/text/sanitise.ts';
import type { Engine } from '../../src/vantage/docker/engine.ts';
import type { LookContext } from '../probe.ts';
import type { Container } from './container.ts';
import type { ImageAnswer } from './image.ts';
import type { DockerSign } from './judge.ts';
import { stateOfSource } from './mount-source.ts';
import type { DockerOptions } from './options.ts';

interface Asking {
  readonly options: DockerOptions;
  readonly engine: Engine;
  readonly context: LookContext;
}

type Networks = ReadonlySet<string>;

/** What the chain expects of a running container beyond that it runs, and does not find. */
export async function unmetExpectations(
  container: Container,
  image: ImageAnswer,
  { options, engine, context }: Asking,
  deadlineMs: number,
): Promise<readonly DockerSign[]> {
  const [mounts, peers] = await Promise.all([
    judgeMounts(container, options, context),
    judgePeers(container, options, engine, deadlineMs),
  ]);
  return [
    ...judgeImage(container, image, options),
    ...judgeNetworks(container, options),
    ...peers,
    ...judgePorts(container, options),
    ...mounts,
  ];
}

/** A digest is compared with those of the image; a name, as it was given when it was made. */
function judgeImage(
  { Config, Image }: Container,
  made: ImageAnswer,
  { image }: DockerOptions,
): readonly DockerSign[] {
  const used = Config.Image ?? '';
  if (image === undefined || used === '' || sameImage(used, image) || Image === image) return [];
  const digest = image.includes('@') ? image.split('@').at(-1) : undefined;
  const isMadeOfIt = made.kind === 'there' && digest !== undefined && made.digests.includes(digest);
  if (isMadeOfIt) return [];
  return [{ symptom: 'docker.other_image', words: safe`made of ${used}` }];
}

/** `redis` is `redis:latest`, `docker.io/library/redis` too. */
function sameImage(one: string, other: string): boolean {
  const whole = (name: string) => {
    const short = name.replace(/^docker\.io\//, '').replace(/^library\//, '');
    return /[:@][^/]*$/.test(short) ? short : `${short}:latest`;
  };
  return whole(one) === whole(other);
}

function networksOf({ NetworkSettings: { Networks } }: Container): Networks {
  return new Set(Object.keys(Networks ?? {}));
}

function judgeNetworks(container: Container, { networks }: DockerOptions): readonly DockerSign[] {
  const joined = networksOf(container);
  const missing = networks.find((name) => !joined.has(name));
  if (missing === undefined) return [];
  return [{ symptom: 'docker.other_network', words: safe`not in the network ${missing}` }];
}

async function judgePeers(
  container: Container,
  { peers }: DockerOptions,
  engine: Engine,
  deadlineMs: number,
): Promise<readonly DockerSign[]> {
  const joined = networksOf(container);
  const signs = await Promise.all(
    peers.map(async (peer): Promise<DockerSign | null> => {
      const answer = await engine.ask(deadlineMs, (docker, abortSignal) =>
        docker.getContainer(peer).inspect({ abortSignal }),
      );
      // Whether the peer itself is well is the look at the peer's own link to say.
      if (answer.kind === 'failure' || !answer.value.State?.Running) return null;
      const theirs = Object.keys(answer.value.NetworkSettings?.Networks ?? {});
      if (theirs.some((name) => joined.has(name))) return null;
      return { symptom: 'docker.other_network', words: safe`shares no network with ${peer}` };
    }),
  );
  return signs.filter((sign) => sign !== null);
}

const anyAddress: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

function judgePorts(container: Container, { publishes }: DockerOptions): readonly DockerSign[] {
  const mode = container.HostConfig.NetworkMode ?? '';
  // What shares the host's network or another container's publishes nothing itself.
  if (publishes.length === 0 || /^(?:host|container:.*)$/.test(mode)) return [];
  const bindings = Object.values(container.NetworkSettings.Ports ?? {}).flatMap((all) => all ?? []);
  const isPublished = (wanted: string | number) => {
    const [address, port] = splitWanted(wanted);
    return bindings.some(
      ({ HostIp, HostPort }) =>
        HostPort === port && (anyAddress.has(HostIp) || (address !== null && HostIp === address)),
    );
  };
  const missing = publishes.find((wanted) => !isPublished(wanted));
  if (missing === undefined) return [];
  const onLoopback = bindings.some(({ HostPort }) => HostPort === splitWanted(missing)[1]);
  const words = onLoopback
    ? safe`${missing} is published on another address`
    : safe`${missing} is not published`;
  return [{ symptom: 'docker.port_unpublished', words }];
}

/** @returns the address, or null for any that is not the loopback alone, and the port */
function splitWanted(wanted: string | number): readonly [address: string | null, port: string] {
  const text = String(wanted);
  const colon = text.lastIndexOf(':');
  if (colon < 0) return [null, text];
  return [text.slice(0, colon).replace(/^\[|\]$/g, ''), text.slice(colon + 1)];
}

async function judgeMounts(
  { Mounts }: Container,
  { mounts, writes }: DockerOptions,
  context: LookContext,
): Promise<readonly DockerSign[]> {
  const signs = await Promise.all(
    mounts.map(async (path): Promise<DockerSign | null> => {
      const mount = Mounts.find(({ Destination }) => isUnder(path, Destination));
      if (!mount) return { symptom: 'docker.mount_missing', words: safe`nothing at ${path}` };
      // A file system in memory has no place on the host that could be looked at.
      if (!mount.Source.startsWith('/')) return null;
      const inside = posix.relative(mount.Destination, path);
      switch (await stateOfSource(posix.join(mount.Source, inside), context)) {
        case 'missing':
          return { symptom: 'docker.mount_missing', words: safe`${path}: its source is gone` };
        case 'empty':
          return { symptom: 'docker.mount_empty', words: safe`${path} is empty` };
        case 'unknown':
        case 'filled':
          return null;
      }
    }),
  );
  const readOnly = writes.find((path) =>
    Mounts.some(({ Destination, RW }) => !RW && isUnder(path, Destination)),
  );
  return [
    ...signs.filter((sign) => sign !== null),
    ...(readOnly === undefined
      ? []
      : [{ symptom: 'docker.mount_readonly', words: safe`${readOnly} is read-only` } as const]),
  ];
}

function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.replace(/\/?$/, '/'));
}
