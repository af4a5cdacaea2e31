import type { Fact, Measure, Outcome } from '../../src/events/types.ts';
import type { Redactor } from '../../src/text/redact.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import type { Hello } from '../../src/vantage/ssh/connection.ts';
import { describeSshFailure } from '../../src/vantage/ssh/describe-failure.ts';
import type { SshFailure } from '../../src/vantage/ssh/failure.ts';
import { addressOfHop, type Route } from '../../src/vantage/ssh/route.ts';
import type { Phases } from '../../src/vantage/ssh/ssh2/connect.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Finding } from '../probe.ts';
import { type SshSymptom, symptomOf } from './symptom-of.ts';
import { sshSymptoms } from './symptoms.ts';

/** Characters of a summary. */
export const MAX_SUMMARY_CHARACTERS = 60;

/** As much of a look as came about. */
export interface Seen {
  readonly route: Route | undefined;
  readonly hello: Hello | undefined;
  readonly phases: Phases & { readonly exec?: number };
  readonly totalMs: number;
}

export function wellFinding(seen: Seen, redactor: Redactor): Finding {
  return {
    outcome: 'ok',
    symptom: null,
    summary: safe`logged in, ${Math.round(seen.totalMs)} ms`,
    ...commonOf(seen, new KeptText(redactor)),
  };
}

export function failureFinding(failure: SshFailure, seen: Seen, redactor: Redactor): Finding {
  const kept = new KeptText(redactor);
  const symptom = symptomOf(failure);
  const { summary, lines } = describeSshFailure(failure);
  const common = commonOf(seen, kept);
  const shown = 'key' in failure ? keyFacts(failure.key, kept) : {};
  return {
    outcome: outcomeOf(symptom),
    symptom,
    summary: sanitise(redactor.redact(summary), { maxCharacters: MAX_SUMMARY_CHARACTERS }),
    ...common,
    facts: { ...common.facts, ...shown },
    evidence: [summary, ...lines].map((line) => kept.fact(line)),
  };
}

function outcomeOf(symptom: SshSymptom): Outcome {
  if (symptom in sshSymptoms) return sshSymptoms[symptom as keyof typeof sshSymptoms].outcome;
  return symptom.startsWith('self.') ? 'unknown' : 'failed';
}

function commonOf({ route, hello, phases, totalMs }: Seen, kept: KeptText) {
  const { resolve, connect, handshake, login, exec } = phases;
  const wait = sum(handshake, login);
  return {
    phases: {
      ...(resolve === undefined ? {} : { resolve }),
      ...(connect === undefined ? {} : { connect }),
      ...(wait === undefined ? {} : { wait }),
      ...(exec === undefined ? {} : { transfer: exec }),
      total: totalMs,
    },
    measures: Object.entries({ handshake, login, exec }).flatMap(([name, value]): Measure[] =>
      value === undefined ? [] : [{ name: `ssh.${name}`, value, unit: 'ms' }],
    ),
    facts: { ...routeFacts(route), ...helloFacts(hello, kept) },
  };
}

function routeFacts(route: Route | undefined): Record<string, Fact> {
  if (!route) return {};
  const way = route.hops.slice(0, -1).map(addressOfHop);
  const target = route.hops.at(-1);
  return {
    'ssh.client': safe`${route.backend}`,
    ...(route.because === null ? {} : { 'ssh.client_because': safe`${route.because}` }),
    ...(target ? { 'ssh.address': safe`${addressOfHop(target)}` } : {}),
    'ssh.hops': way.length,
    ...(way.length === 0 ? {} : { 'ssh.way': safe`${way.join(' ')}` }),
  };
}

function helloFacts(hello: Hello | undefined, kept: KeptText): Record<string, Fact> {
  if (!hello) return {};
  const texts = {
    'ssh.server': hello.serverVersion,
    'ssh.key_exchange': hello.keyExchange,
    'ssh.cipher': hello.cipher,
    'ssh.login': hello.loginMethod,
  };
  const said = Object.entries(texts).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, kept.fact(text)] as const],
  );
  return { ...Object.fromEntries(said), ...(hello.hostKey ? keyFacts(hello.hostKey, kept) : {}) };
}

function keyFacts(
  { type, fingerprint }: { readonly type: string; readonly fingerprint: string },
  kept: KeptText,
): Record<string, Fact> {
  return {
    'ssh.host_key.type': kept.fact(type),
    'ssh.host_key.fingerprint': kept.fact(fingerprint),
  };
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
}
