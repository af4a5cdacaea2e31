import { type Finding, selfSymptoms } from '../../probes/probe.ts';
import type { Claim, Fact, Measure, PhaseName } from '../events/types.ts';
import { limits } from '../platform/limits.ts';
import type { Redactor } from '../text/redact.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe, sanitise } from '../text/sanitise.ts';
import type { PlannedLook } from './plan.ts';

/** Characters of a summary: a row of the console has room for no more. */
const SUMMARY_CHARACTERS = 60;
/** Characters of a command: a `curl` with its headers and a request body is about 1,500. */
const COMMAND_CHARACTERS = 4_000;
/** Characters of a name: of a fact, a measure, a unit. */
const NAME_CHARACTERS = 100;
/** Measures kept; the GPU probe of 16 cards has about 200. */
const MEASURES = 400;
/** Claims kept; a vendor's status page has about 50 components. */
const CLAIMS = 400;

/** A finding of which everything may be kept and shown. */
export interface SealedFinding extends Required<Omit<Finding, 'servedBy' | 'claims' | 'phases'>> {
  readonly phases: Readonly<Partial<Record<PhaseName, number>>>;
  readonly servedBy?: SafeText;
  readonly claims: readonly Claim[];
  readonly command: SafeText;
}

/**
 * The last gate before an event: every text is redacted and sanitised once more and every list cut
 * to its limit, whatever the probe has done already. A symptom that the probe does not have is a
 * bug of weaklink, and is told as one.
 */
export function seal(finding: Finding, planned: PlannedLook, redactor: Redactor): SealedFinding {
  const text = (value: string, maxCharacters: number, lines = false) =>
    sanitise(redactor.redact(value), { maxCharacters, lines });
  const told =
    hasKnownSymptoms(finding, planned) && isConsistent(finding) ? finding : mistaken(finding);
  return {
    outcome: told.outcome,
    symptom: told.symptom,
    alsoSeen: told.alsoSeen ?? [],
    summary: text(told.summary, SUMMARY_CHARACTERS),
    phases: onlyNumbers(told.phases ?? {}),
    measures: (told.measures ?? [])
      .filter(({ value }) => Number.isFinite(value))
      .slice(0, MEASURES)
      .map(({ name, value, unit }): Measure => {
        return { name: text(name, NAME_CHARACTERS), value, unit: text(unit, NAME_CHARACTERS) };
      }),
    facts: Object.fromEntries(
      Object.entries(told.facts ?? {})
        .slice(0, limits.factsPerObservation)
        .map(([name, fact]) => [text(name, NAME_CHARACTERS), sealFact(fact, text)]),
    ),
    evidence: (told.evidence ?? [])
      .slice(0, limits.evidencePieces)
      .map((piece) => text(piece, limits.evidenceCharacters, true)),
    ...(told.servedBy === undefined ? {} : { servedBy: text(told.servedBy, NAME_CHARACTERS) }),
    claims: (told.claims ?? []).slice(0, CLAIMS).map(({ who, says, words, updatedAt, link }) => ({
      link: link ?? planned.link,
      who: text(who, NAME_CHARACTERS),
      says,
      words: text(words, limits.evidenceCharacters, true),
      updatedAt: instantOf(updatedAt),
    })),
    command: text(planned.command, COMMAND_CHARACTERS),
  };
}

function sealFact(fact: Fact, text: (value: string, max: number) => SafeText): Fact {
  if (typeof fact === 'string') return text(fact, limits.evidenceCharacters);
  // JSON has no NaN: it would come back from a recording as something else.
  return typeof fact === 'number' && !Number.isFinite(fact) ? null : fact;
}

/** Whatever date the other side wrote → our one form, or null where it is none. */
function instantOf(text: string | null): string | null {
  const ms = text === null ? Number.NaN : Date.parse(text);
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}

function onlyNumbers(phases: NonNullable<Finding['phases']>): SealedFinding['phases'] {
  return Object.fromEntries(
    Object.entries(phases).filter(([, ms]) => Number.isFinite(ms) && ms >= 0),
  );
}

function hasKnownSymptoms({ symptom, alsoSeen = [] }: Finding, planned: PlannedLook): boolean {
  if (symptom !== null && !isKnown(symptom, planned)) return false;
  return alsoSeen.every((also) => isKnown(also, planned));
}

function isKnown(symptom: string, planned: PlannedLook): boolean {
  return planned.symptoms.has(symptom) || Object.hasOwn(selfSymptoms, symptom);
}

function isConsistent({ outcome, symptom }: Finding): boolean {
  if (symptom === null) return outcome === 'ok';
  return outcome !== 'ok' && (outcome === 'unknown' || !Object.hasOwn(selfSymptoms, symptom));
}

function mistaken(finding: Finding): Finding {
  return {
    ...finding,
    outcome: 'unknown',
    symptom: 'self.bug',
    alsoSeen: [],
    summary: safe`the probe contradicts itself`,
    evidence: [safe`outcome ${finding.outcome}, symptom ${finding.symptom}: ${finding.summary}`],
  };
}
