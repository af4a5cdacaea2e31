import { headerText } from '../../network/answer-facts.ts';
import type { ExchangeResponse } from '../../network/http-exchange.ts';
import { instantOf } from '../plain-text.ts';
import type { StatusSummary } from '../summary.ts';
import { awsSummary } from './aws.ts';
import { gcpSummary } from './gcp.ts';
import type { Scope } from './open-incidents.ts';
import { rssSummary } from './rss.ts';
import { statuspageSummary } from './statuspage.ts';

type Read = (text: string, scope: Scope, feedUpdatedAt: string | null) => StatusSummary | undefined;

const json =
  (read: (document: unknown, scope: Scope, at: string | null) => StatusSummary | undefined): Read =>
  (text, scope, feedUpdatedAt) => {
    try {
      return read(JSON.parse(text), scope, feedUpdatedAt);
    } catch {
      return undefined;
    }
  };

/** Every format of a status page. Without one stated, the first that fits is taken, in this order. */
export const formats = {
  statuspage: json(statuspageSummary),
  aws: json(awsSummary),
  gcp: json(gcpSummary),
  rss: rssSummary,
} as const satisfies Record<string, Read>;

export type Format = keyof typeof formats;

/** What a page says; undefined where it is in none of the formats. */
export function readPage(
  { body, headers }: ExchangeResponse,
  format: Format | undefined,
  scope: Scope,
): StatusSummary | undefined {
  const text = textOf(body, headerText(headers, 'content-type') ?? '');
  const changed = instantOf(headerText(headers, 'last-modified') ?? '');
  for (const read of format === undefined ? Object.values(formats) : [formats[format]]) {
    const summary = read(text, scope, changed);
    if (summary) return summary;
  }
  return undefined;
}

/** AWS writes UTF-16, with a mark of its byte order or a charset. */
function textOf(body: Buffer, contentType: string): string {
  const [first, second] = body;
  const isBig = first === 0xfe && second === 0xff;
  const isLittle = first === 0xff && second === 0xfe;
  if (isBig) return new TextDecoder('utf-16be').decode(body);
  if (isLittle) return new TextDecoder('utf-16le').decode(body);
  // Without a mark the standard says big-endian.
  if (/charset="?utf-16\b/i.test(contentType)) {
    return new TextDecoder(first === 0 ? 'utf-16be' : 'utf-16le').decode(body);
  }
  return new TextDecoder().decode(body);
}
