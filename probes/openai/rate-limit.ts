import type { IncomingHttpHeaders } from 'node:http';
import { type ApiError, wordsOf } from './api-error.ts';
import { headroomIn } from './headroom.ts';

export type LimitSymptom =
  | 'llm.quota_exhausted'
  | 'llm.spend_limit'
  | 'llm.rate_tokens'
  | 'llm.rate_requests'
  | 'llm.rate_limited'
  | 'llm.overloaded';

const spendLimit =
  /enforced_spend_limit|spend[ _-]?limit|billing_hard_limit|budget_exceeded|ExceededBudget|budget has been exceeded|max budget/i;
/** Codes that mean only this. */
const quotaCode =
  /^(?:insufficient_quota|quota_exceeded|QuotaExceeded|insufficient_credits?|billing_not_active|billing_error|credits_exhausted)$/;
const quotaWords =
  /exceeded your current quota|insufficient (?:quota|credits?|balance|funds)|credit balance|out of credits?|PerDay/i;
const overloaded = /overloaded|at capacity|no capacity|queue (?:is )?full|server (?:is )?busy/i;
const tokens =
  /tokens? per (?:min|day|hour)|tokens? ha(?:s|ve) exceeded|TokensPer[A-Z]|token_count|token rate limit|tokens? limit|limit type: tokens|\b(?:TPM|TPD|ITPM|OTPM)\b|(?:input|output)[ _-]tokens?\b.*limit/i;
const requests =
  /requests? per (?:min|day|hour|second)|call rate limit|requests? limit|limit type: (?:max_parallel_)?requests|\b(?:RPM|RPD|RPS)\b|concurrent (?:requests|connections)|PerMinutePerProject/i;

/** Which limit a 429 means, from the exact codes first, then the headers, then the words. */
export function limitSymptom(error: ApiError, headers: IncomingHttpHeaders): LimitSymptom {
  const words = wordsOf(error);
  if (spendLimit.test(words)) return 'llm.spend_limit';
  if (quotaCode.test(error.code) || quotaCode.test(error.type)) return 'llm.quota_exhausted';
  // Google speaks of the quota for limits per minute too, and then says when to come back.
  const comesBack = headers['retry-after'] !== undefined || /RetryInfo|retryDelay/.test(words);
  if (quotaWords.test(words) && (!comesBack || /PerDay/.test(words))) return 'llm.quota_exhausted';
  if (overloaded.test(words)) return 'llm.overloaded';
  return kindOfRate(error, words, headers);
}

function kindOfRate({ type }: ApiError, words: string, headers: IncomingHttpHeaders): LimitSymptom {
  if (type === 'tokens') return 'llm.rate_tokens';
  if (type === 'requests') return 'llm.rate_requests';
  if (tokens.test(words)) return 'llm.rate_tokens';
  if (requests.test(words)) return 'llm.rate_requests';
  const used = headroomIn(headers).filter(({ left }) => left === 0);
  const noTokens = used.some(({ of }) => of === 'tokens');
  const noRequests = used.some(({ of }) => of === 'requests');
  if (noTokens !== noRequests) return noTokens ? 'llm.rate_tokens' : 'llm.rate_requests';
  return 'llm.rate_limited';
}
