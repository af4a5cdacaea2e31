import { limits } from '../../platform/limits.ts';
import { phaseNames } from '../types.ts';
import { COMMAND_CHARACTERS, LIST_MEMBERS, NAME_CHARACTERS } from './text.ts';

/*
 * Nine lines in ten of a recording are observations that weaklink wrote itself, and the schema would
 * give them back as they are. What follows finds that out at a fraction of its cost; whatever it does
 * not know for certain goes to the schema.
 */

/** Anything but characters that the sanitiser leaves alone wherever they stand. */
const unusual = /[^ -~°µ×·–—…→≤≥‘’“”]/;
/** What may stand behind a backslash: JSON's other escapes make characters that are not seen here. */
const plainEscapes = '"\\/';
/** Days that every month has; later ones are left to the schema. */
const canonicalInstant =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const outcomes: ReadonlySet<unknown> = new Set(['ok', 'degraded', 'failed', 'unknown']);
const reaches: ReadonlySet<unknown> = new Set(['self', 'access', 'through']);
const phases: ReadonlySet<string> = new Set(phaseNames);

/** `specversion`, `id`, `source`, `type`, `time` and `data`. */
const ENVELOPE_FIELDS = 6;
/** All fields of an observation but `model` and `servedBy`. */
const OBSERVATION_FIELDS = 16;

/**
 * True where `value`, parsed from `line`, is an observation event that the schema gives back unchanged.
 *
 * @param isAscii the caller has seen that every byte of the line is ASCII, which it can tell faster
 */
export function isPlainObservation(line: string, value: unknown, isAscii = false): boolean {
  return isEnvelope(value) && hasPlainEscapes(line) && hasPlainCharacters(line, isAscii);
}

/** JSON allows no control character in a string but DEL. */
function hasPlainCharacters(line: string, isAscii: boolean): boolean {
  return isAscii ? !line.includes('\u007f') : !unusual.test(line);
}

function hasPlainEscapes(line: string): boolean {
  for (let at = line.indexOf('\\'); at >= 0; at = line.indexOf('\\', at + 2)) {
    if (!plainEscapes.includes(line.charAt(at + 1))) return false;
  }
  return true;
}

function isEnvelope(value: unknown): boolean {
  if (!isRecord(value)) return false;
  let required = 0;
  for (const key in value) {
    const field = value[key];
    if (key === 'subject') {
      if (!isName(field)) return false;
      continue;
    }
    if (!isEnvelopeField(key, field)) return false;
    required += 1;
  }
  return required === ENVELOPE_FIELDS;
}

function isEnvelopeField(key: string, value: unknown): boolean {
  switch (key) {
    case 'specversion':
      return value === '1.0';
    case 'type':
      return value === 'weaklink.observation';
    case 'id':
    case 'source':
      return isName(value);
    case 'time':
      return isInstant(value);
    case 'data':
      return isObservation(value);
    default:
      return false;
  }
}

function isObservation(value: unknown): boolean {
  if (!isRecord(value)) return false;
  let required = 0;
  for (const key in value) {
    if (!isObservationField(key, value[key])) return false;
    if (key !== 'model' && key !== 'servedBy') required += 1;
  }
  return required === OBSERVATION_FIELDS;
}

function isObservationField(key: string, value: unknown): boolean {
  switch (key) {
    case 'link':
    case 'probe':
    case 'stream':
    case 'vantage':
    case 'model':
      return isName(value);
    case 'reach':
      return reaches.has(value);
    case 'outcome':
      return outcomes.has(value);
    case 'symptom':
      return value === null || isName(value);
    case 'alsoSeen':
      return isListOf(value, isName, LIST_MEMBERS);
    case 'summary':
    case 'servedBy':
      return isEvidence(value);
    case 'startedAt':
      return isInstant(value);
    case 'durationMs':
      return isLength(value);
    case 'phases':
      return isPhases(value);
    case 'measures':
      return isListOf(value, isMeasure, LIST_MEMBERS);
    case 'facts':
      return isFacts(value);
    case 'evidence':
      return isListOf(value, isEvidence, limits.evidencePieces);
    case 'command':
      return isText(value, COMMAND_CHARACTERS);
    default:
      return false;
  }
}

const isName = (value: unknown) => isText(value, NAME_CHARACTERS);
const isEvidence = (value: unknown) => isText(value, limits.evidenceCharacters);
const isLength = (value: unknown) => isNumber(value) && value >= 0;

function isPhases(value: unknown): boolean {
  if (!isRecord(value)) return false;
  for (const key in value) if (!phases.has(key) || !isLength(value[key])) return false;
  return true;
}

function isFacts(value: unknown): boolean {
  if (!isRecord(value)) return false;
  let count = 0;
  for (const key in value) {
    const fact = value[key];
    const isFact = fact === null || typeof fact === 'boolean' || isNumber(fact) || isEvidence(fact);
    if (!isFact || !isName(key) || key === '__proto__') return false;
    count += 1;
  }
  return count <= limits.factsPerObservation;
}

function isMeasure(value: unknown): boolean {
  if (!isRecord(value)) return false;
  let found = 0;
  for (const key in value) {
    if (key === 'value' ? !isNumber(value[key]) : !isUnitOrName(key, value[key])) return false;
    found += 1;
  }
  return found === 3;
}

function isUnitOrName(key: string, value: unknown): boolean {
  return (key === 'name' || key === 'unit') && isName(value);
}

function isListOf(value: unknown, isMember: (member: unknown) => boolean, most: number): boolean {
  return Array.isArray(value) && value.length <= most && value.every(isMember);
}

function isText(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.length <= most;
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && canonicalInstant.test(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
