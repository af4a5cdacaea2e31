import { createServer, type Server } from 'node:net';
import { parseEndpoint } from '../../../../probes/network/endpoint.ts';
import { ControlError } from '../control/control-error.ts';
import type { Engine, EngineKind, EngineSetup } from '../engine.ts';
import { closed, listenOn } from '../listen.ts';
import { Connection } from './connection.ts';
import { tcpToxics } from './toxics/registry.ts';

/** Connections at a time; each holds two descriptors and up to 2 MiB. Further ones are refused. */
const MAX_CONNECTIONS = 1_024;

export const tcpEngine: EngineKind = { toxicTypes: tcpToxics, make: makeTcpEngine };

function makeTcpEngine({ listen, upstream, toxics }: EngineSetup): Engine {
  const endpoint = parseEndpoint(upstream);
  if (!endpoint) throw new ControlError(400, `the upstream "${upstream}" is not host:port`);
  const connections = new Set<Connection>();
  let server: Server | undefined;
  return {
    open: async () => {
      server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
        const connection = new Connection(client, endpoint, toxics, () =>
          connections.delete(connection),
        );
        connections.add(connection);
      });
      server.maxConnections = MAX_CONNECTIONS;
      return listenOn(server, listen);
    },
    close: async () => {
      if (!server) return;
      const gone = closed(server);
      for (const connection of connections) connection.reset();
      await gone;
    },
    toxicsChanged: () => {
      for (const connection of connections) connection.toxicsChanged();
    },
  };
}
