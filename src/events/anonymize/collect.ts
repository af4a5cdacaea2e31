import type { Chain } from '../../chain/types.ts';
import { linkKinds } from '../../chain/types.ts';
import { operator } from '../operator.ts';
import type { WeaklinkEvent } from '../types.ts';
import type { Names } from './names.ts';
import { probeName, vantageName } from './rewrite-chain.ts';

/** Learns the names that an event declares. Seen for every event before any is rewritten. */
export function collectNames(event: WeaklinkEvent, names: Names): void {
  const host = hostOfSource(event.source);
  if (host !== null) names.declareHost(host);
  if (event.subject !== undefined) names.link(event.subject);
  switch (event.type) {
    case 'weaklink.session':
      collectChain(event.data.chain, names);
      return;
    case 'weaklink.observation': {
      const { link, stream, vantage, model, symptom, alsoSeen } = event.data;
      names.link(link);
      for (const key of symptom === null ? alsoSeen : [symptom, ...alsoSeen]) names.keys.add(key);
      if (model !== undefined) names.model(model);
      if (!names.streams.has(stream)) {
        names.streams.set(stream, streamAlias(stream, link, vantage, names));
      }
      return;
    }
    case 'weaklink.inference':
      names.link(event.data.link);
      names.model(event.data.model);
      if (event.data.responseModel !== null) names.model(event.data.responseModel);
      for (const { link } of event.data.path) names.link(link);
      if (event.data.consumer !== null) names.declared('name', event.data.consumer, 'consumer');
      if (event.data.adapter !== null) names.declared('model', event.data.adapter, 'adapter');
      return;
    case 'weaklink.fault':
      names.keys.add(event.data.mode);
      names.link(event.data.link);
      return;
    case 'weaklink.change':
    case 'weaklink.claim':
      names.link(event.data.link);
      return;
    case 'weaklink.policy':
      for (const { link } of event.data.rulings) if (link !== null) names.link(link);
      return;
    default:
    // Verdicts speak of what the others named; notes declare nothing.
  }
}

/** `/weaklink/<host>/<session>` → the host. */
export function hostOfSource(source: string): string | null {
  const host = /^\/weaklink\/([^/]+)\//.exec(source)?.[1];
  if (host === undefined) return null;
  try {
    return decodeURIComponent(host);
  } catch {
    return host;
  }
}

function collectChain(chain: Chain, names: Names): void {
  for (const { id, kind } of chain.links) names.link(id, kind in linkKinds ? kind : 'link');
  for (const { id } of chain.models) names.model(id);
  names.declared('chain', chain.name, 'chain');
  names.declareParts(chain.name);
  for (const { name, address } of chain.vantages) {
    vantageName(name, names);
    names.declareHost(hostOf(address));
  }
  for (const { address, owner, region, provider, probes } of chain.links) {
    if (address !== undefined) names.declareHost(hostOf(address));
    if (owner !== undefined) names.declared('owner', owner, 'team');
    if (region !== undefined) names.declared('name', region, 'region');
    if (provider !== undefined) names.declared('name', provider, 'provider');
    for (const { options } of probes) collectHosts(options, names);
  }
}

/** Hosts in the URLs and addresses of a probe's options. */
function collectHosts(value: unknown, names: Names): void {
  if (typeof value === 'string') {
    const host = /^[a-z][a-z0-9+.-]*:\/\/|^[\w.-]+:\d+$/i.test(value) ? hostOf(value) : '';
    names.declareHost(host);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const member of Object.values(value)) collectHosts(member, names);
}

/** `https://user@node-2:8080/path`, `ssh:ops@node-2:22`, `node-2:0` → `node-2`. */
function hostOf(address: string): string {
  const host = address
    .replace(/^[a-z][a-z0-9+.-]*:(?:\/\/)?(?=\D)/i, '')
    .replace(/^[^@/]*@/, '')
    .replace(/[:/?#].*$/, '');
  return /^[\w.-]+$/.test(host) ? host : '';
}

/** The engine finds the plan of a series by `<link>/<probe name>@`: its parts must stay in step. */
function streamAlias(stream: string, link: string, vantage: string, names: Names): string {
  const probe = stream.slice(link.length + 1, stream.length - vantage.length - 1);
  const isUsual = stream === `${link}/${probe}@${vantage}`;
  return isUsual
    ? `${names.link(link)}/${seriesName(probe, vantage, names)}@${vantageName(vantage, names)}`
    : names.book.word('name', stream, 'series');
}

/** What was asked of the operator is our own word, and an answer means nothing without it. */
const ownQuestion = /^[a-z_.]+$/;

function seriesName(probe: string, vantage: string, names: Names): string {
  const isQuestion = vantage === operator && ownQuestion.test(probe);
  return isQuestion && names.find(probe) === undefined ? probe : probeName(probe, names);
}
