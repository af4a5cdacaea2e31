import type { IncomingHttpHeaders } from 'node:http';
import type { Measure } from '../../src/events/types.ts';
import { headerText } from '../network/answer-facts.ts';

/** What headers tell of one limit. */
export interface Headroom {
  readonly of: 'requests' | 'tokens';
  /** `input tokens`, as the header names it. */
  readonly name: string;
  /** What is left; undefined where the header does not know. */
  readonly left: number | undefined;
  /** How long until it is whole again, or when: `6m0s`, `2026-11-22T02:00:00Z`. */
  readonly reset: string | undefined;
}

/**
 * `x-ratelimit-remaining-tokens`, `anthropic-ratelimit-input-tokens-remaining`, and with whose limit it is, as
 * LiteLLM writes it, `x-ratelimit-api_key-remaining-tokens`.
 */
const REMAINING =
  /^(?:x-|anthropic-)?ratelimit-(?:(?:\w+-)?remaining-([\w-]+)|([\w-]+)-remaining)$/;
/** Limits read of one answer; vendors send two to four. */
const MAX_LIMITS = 8;

/**
 * The limits that an answer tells of. Azure writes -1 for what it does not know, and then 0 for what
 * is left of it: both say nothing.
 */
export function headroomIn(headers: IncomingHttpHeaders): readonly Headroom[] {
  const named = Object.keys(headers).flatMap((header) => {
    const match = REMAINING.exec(header);
    const name = match?.[1] ?? match?.[2];
    return name === undefined ? [] : [{ header, name }];
  });
  return named.slice(0, MAX_LIMITS).flatMap(({ header, name }) => {
    const of = /tokens/.test(name) ? 'tokens' : /requests/.test(name) ? 'requests' : undefined;
    if (of === undefined) return [];
    const left = countIn(headers, header);
    const limit = countIn(headers, header.replace('remaining', 'limit'));
    return {
      of,
      name: name.replaceAll('-', ' '),
      left: limit !== undefined && limit <= 0 ? undefined : known(left),
      reset: headerText(headers, header.replace('remaining', 'reset')),
    };
  });
}

/** What is left, by the limit that is nearest to its end. */
export function headroomMeasures(headers: IncomingHttpHeaders): readonly Measure[] {
  const limits = headroomIn(headers);
  return (['requests', 'tokens'] as const).flatMap((what) => {
    const left = limits.flatMap((one) => (one.of === what ? (one.left ?? []) : []));
    if (left.length === 0) return [];
    return { name: `llm.${what}_left`, value: Math.min(...left), unit: 'count' };
  });
}

function known(left: number | undefined): number | undefined {
  return left !== undefined && left >= 0 ? left : undefined;
}

function countIn(headers: IncomingHttpHeaders, header: string): number | undefined {
  const text = headerText(headers, header)?.trim();
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
