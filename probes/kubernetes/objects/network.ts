import { z } from 'zod';
import { condition, count, list, member, metadata, text, words } from './parts.ts';

const portName = z.union([z.string(), z.number()]).nullish().catch(null);

export const service = z.object({
  metadata,
  spec: member({
    type: text,
    clusterIP: text,
    externalName: text,
    selector: words,
    ports: list(z.object({ name: text, port: count, targetPort: portName, protocol: text })),
  }),
});
export type Service = z.infer<typeof service>;

export const endpointSlice = z.object({
  metadata,
  endpoints: list(
    z.object({
      addresses: list(z.string()),
      /** Unknown counts as ready, as the API defines it. */
      conditions: member({
        ready: z.boolean().nullish().catch(null),
        terminating: z.boolean().nullish().catch(null),
      }),
      targetRef: z.object({ kind: text, name: text }).nullish().catch(null),
    }),
  ),
  ports: list(z.object({ name: text, port: z.number().nullish().catch(null) })),
});
export type EndpointSlice = z.infer<typeof endpointSlice>;

const ingressBackend = member({
  service: z.object({ name: z.string() }).nullish().catch(null),
});

export const ingress = z.object({
  metadata,
  spec: member({
    ingressClassName: text,
    defaultBackend: ingressBackend,
    tls: list(z.object({ hosts: list(z.string()) })),
    rules: list(
      z.object({
        host: text,
        http: member({ paths: list(z.object({ path: text, backend: ingressBackend })) }),
      }),
    ),
  }),
  status: member({
    loadBalancer: member({ ingress: list(z.object({ ip: text, hostname: text })) }),
  }),
});
export type Ingress = z.infer<typeof ingress>;

export const gateway = z.object({
  metadata,
  spec: member({
    gatewayClassName: text,
    listeners: list(z.object({ name: text, hostname: text, port: count, protocol: text })),
  }),
  status: member({
    addresses: list(z.object({ value: text })),
    conditions: list(condition),
    listeners: list(z.object({ name: text, attachedRoutes: count, conditions: list(condition) })),
  }),
});
export type Gateway = z.infer<typeof gateway>;

export const httpRoute = z.object({
  metadata,
  spec: member({
    hostnames: list(z.string()),
    parentRefs: list(z.object({ name: z.string(), namespace: text })),
    rules: list(
      z.object({ backendRefs: list(z.object({ kind: text, name: z.string(), namespace: text })) }),
    ),
  }),
  status: member({
    parents: list(z.object({ parentRef: member({ name: text }), conditions: list(condition) })),
  }),
});
export type HttpRoute = z.infer<typeof httpRoute>;
