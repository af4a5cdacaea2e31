import { isIP } from 'node:net';
import { linkKinds } from '../../chain/types.ts';
import { addressFrom, endpointIn } from '../endpoint-in.ts';
import { isLoopback, type Scope } from '../machine/scope.ts';
import type { Guess } from '../types.ts';
import type { Told } from './unite.ts';

/**
 * What is on the way to things that are reached by name: the name, and the certificate where they
 * speak TLS. Names that a file of this machine or Docker resolves ask no resolver.
 */
export function onTheWay(all: readonly Told[], here: Scope): readonly Told[] {
  const found = all.flatMap(({ guess }) => {
    const endpoint = endpointIn(guess.address ?? '');
    // Stated probes know their own way there.
    const isReached = endpoint && linkKinds[guess.kind].role === 'behind' && !guess.probes;
    if (!isReached || !isPublicName(endpoint.host, here)) return [];
    const { host, port, scheme } = endpoint;
    const name = `name ${host}`;
    const certificate = `certificate of ${host}:${port}`;
    const isSecret = scheme === 'https';
    const { source, sure } = guess;
    const rest = { source, sure, onlyIfNeeded: true } as const;
    const told: readonly Guess[] = [
      {
        ...{ id: `${host}-name`, kind: 'dns', address: host, needs: [], marks: [name], ...rest },
        why: 'it is reached by this name',
      },
      ...(isSecret
        ? [
            {
              ...{ id: `${host}-certificate`, kind: 'certificate' as const, needs: [name] },
              ...{ address: `${host}:${port}`, marks: [certificate], ...rest },
              why: 'it is reached over TLS',
            },
          ]
        : []),
      {
        ...{ id: guess.id, kind: 'service', address: addressFrom(endpoint), ...rest },
        needs: [isSecret ? certificate : name],
        why: isSecret
          ? 'who asks it checks its name and its certificate'
          : 'who asks it looks up its name',
      },
    ];
    return told.map((one): Told => ({ from: 'names', guess: one }));
  });
  const keyOf = ({ guess }: Told) => `${guess.kind} ${guess.address}`;
  return [...new Map(found.map((told) => [keyOf(told), told])).values()];
}

function isPublicName(host: string, here: Scope): boolean {
  return host.includes('.') && isIP(host) === 0 && !isLoopback(host) && !here.names.has(host);
}
