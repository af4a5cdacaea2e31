import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canaries } from './canaries.ts';
import { slowMs } from './faults/slow.ts';
import { type Manifest, objectNames } from './language/manifest.ts';
import {
  type GpuName,
  gpus,
  type Layout,
  type Listener,
  loopback,
  paths,
  portOf,
} from './layout.ts';
import { publicName } from './services/public-name.ts';
import { statusComponent } from './services/status-page.ts';

/** Milliseconds from which an answer counts as late: well below what a slow fault adds. */
const SLOW_FROM_MS = Math.round(slowMs / 2);
/** Milliseconds between two words that count as slow: a healthy engine takes a tenth of it. */
const SLOW_TOKEN_MS = 40;

/** Milliseconds between two looks at a card at least: asking nvidia-smi is costly for its driver. */
const GPU_LEAST_MS = 2_000;

/** The chain of a running sandbox, written as its operator would write it by hand. */
export function chainYamlOf(layout: Layout, intervalMs: number): string {
  const url = (listener: Listener): string => `http://${loopback}:${portOf(layout, listener)}`;
  const publicHost = `${publicName}:${portOf(layout, 'edge')}`;
  const quoted = JSON.stringify;
  /** Reaches the edge as its users do: by name, over TLS. */
  const asUser = [
    `resolver: ${loopback}:${portOf(layout, 'name')}`,
    `ca: ${quoted(paths.authority(layout))}`,
  ];
  const gatewayKey = `key: ${quoted(`file:${paths.gatewayKey(layout)}`)}`;
  const vendorKey = `key: ${quoted(`file:${paths.vendorKey(layout)}`)}`;
  const health = (at: Listener): string =>
    `- { kind: http, as: health, url: "${url(at)}/health", slowMs: ${SLOW_FROM_MS} }`;
  const process = (service: Exclude<Listener, 'claim' | 'status-page'>, more = ''): string =>
    `- { kind: process, pidFile: ${quoted(paths.pidFile(layout, service))}${more} }`;
  const ask = (
    model: keyof typeof canaries,
    base: string,
    more: readonly string[] = [],
  ): string => {
    const { prompt, answer, maxTokens } = canaries[model];
    const options = [
      `- kind: openai`,
      `as: ask-${model}`,
      `url: ${base}/v1`,
      `model: ${model}`,
      `canary: { prompt: ${quoted(prompt)}, answer: ${quoted(answer)}, maxTokens: ${maxTokens} }`,
      `slowMs: ${SLOW_FROM_MS}`,
      `slowTokenMs: ${SLOW_TOKEN_MS}`,
      ...more,
    ];
    return options.join('\n        ');
  };

  const replica = (name: 'replica-a' | 'replica-b', gpu: GpuName): string => `
  ${name}:
    kind: inference-server
    address: ${url(name)}
    needs: [${gpu}, store]
    owner: inference team
    probes:
      ${health(name)}
      ${ask('chat', url(name))}
      ${process(name, `, kernelLog: ${quoted(paths.kernelLog(layout))}`)}`;

  const card = (name: GpuName): string => `
  ${name}:
    kind: gpu
    owner: data-centre team
    probes:
      - kind: gpu
        every: ${Math.max(GPU_LEAST_MS, intervalMs)}ms
        binary: ${quoted(paths.nvidiaSmi(layout, name))}
        uuid: ${gpus[name].uuid}
        trustProcesses: true
        kernelLog: ${quoted(paths.kernelLog(layout))}`;

  return `# The chain of the sandbox. Everything in it runs on this machine, on 127.0.0.1.
chain: sandbox

defaults:
  every: ${intervalMs}ms
  deadline: 2s

models:
  chat: { at: edge, needs: [router] }
  vendor-chat: { at: edge, needs: [vendor] }

links:
  name:
    kind: dns
    address: ${publicName}
    owner: platform team
    probes:
      - { kind: dns, name: ${publicName}, resolver: "${loopback}:${portOf(layout, 'name')}", expect: [${loopback}] }

  certificate:
    kind: certificate
    address: ${publicHost}
    needs: [name]
    owner: platform team
    probes:
      - { kind: tls, address: "${publicHost}", ${asUser.join(', ')} }

  edge:
    kind: gateway
    address: https://${publicHost}
    needs: [name, certificate, api-gateway]
    owner: platform team
    probes:
      - { kind: http, as: health, url: "https://${publicHost}/healthz", ${asUser.join(', ')}, slowMs: ${SLOW_FROM_MS} }
      ${ask('chat', `https://${publicHost}`, [gatewayKey, ...asUser])}
      ${ask('vendor-chat', `https://${publicHost}`, [gatewayKey, ...asUser])}
      ${process('edge')}

  api-gateway:
    kind: gateway
    address: ${url('api-gateway')}
    # What it needs behind depends on the model: see models above.
    owner: gateway team
    probes:
      ${health('api-gateway')}
      ${ask('chat', url('api-gateway'), [gatewayKey])}
      ${ask('vendor-chat', url('api-gateway'), [gatewayKey])}
      ${process('api-gateway')}

  router:
    kind: router
    address: ${url('router')}
    needs: [{ anyOf: [replica-a, replica-b] }]
    owner: inference team
    probes:
      ${health('router')}
      ${ask('chat', url('router'))}
      ${process('router')}
${replica('replica-a', 'gpu-a')}
${replica('replica-b', 'gpu-b')}
${card('gpu-a')}
${card('gpu-b')}

  store:
    kind: store
    address: ${url('store')}
    owner: storage team
    probes:
      # Its health check writes an object; the second look reads the model's data.
      ${health('store')}
      - kind: http
        as: model-data
        url: ${url('store')}/checksums/${objectNames.tokens}
        slowMs: ${SLOW_FROM_MS}
        body: { json: { sha256: "${checksumOf(layout)}" } }
      ${process('store')}

  vendor:
    kind: provider
    address: ${url('vendor')}
    owner: Sandbox Vendor
    probes:
      # The list of models costs nothing: it tells a dead API from a dead model.
      - { kind: openai, as: models, url: ${url('vendor')}/v1, model: vendor-chat, ${vendorKey}, list: true, slowMs: ${SLOW_FROM_MS} }
      ${ask('vendor-chat', url('vendor'), [vendorKey])}
      - { kind: statuspage, every: 5s, url: "${url('status-page')}", components: { ${statusComponent}: vendor } }
`;
}

/** SHA-256 of the model's data, as it was published. */
function checksumOf({ directory }: Layout): string {
  const path = join(directory, 'objects', objectNames.manifest);
  const manifest: Manifest = JSON.parse(readFileSync(path, 'utf8'));
  return manifest.objects[objectNames.tokens] ?? '';
}
