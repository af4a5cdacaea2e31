import { describe, expect, it } from 'vitest';
import { attemptKey } from '../../../src/attribution/ingest/attempt-key.ts';
import { linksByName, linksOf } from '../../../src/attribution/ingest/links.ts';
import { billedOf, outcomeOf } from '../../../src/attribution/ingest/outcome.ts';
import { acmeChain } from '../../support/chain.ts';

describe('the key of an attempt', () => {
  it('is the same by every name of a provider', () => {
    const keys = ['azure', 'az.ai.openai', 'Azure.AI.OpenAI'].map((provider) =>
      attemptKey({ provider, responseId: 'r-1', traceId: 't', spanId: 's' }),
    );
    expect(new Set(keys)).toEqual(new Set(['azure.ai.openai:r-1']));
  });

  it('falls back to the span, then to what the source calls it', () => {
    expect(attemptKey({ provider: 'openai', traceId: 't', spanId: 's', requestId: 'q' })).toBe(
      'span:t/s',
    );
    expect(attemptKey({ responseId: '', requestId: 'q' })).toBe('request:q');
    expect(attemptKey({})).toBeNull();
  });

  it('keeps long ids apart', () => {
    const [a, b] = ['a', 'b'].map((end) => attemptKey({ responseId: 'x'.repeat(999) + end }));
    expect(a).not.toBe(b);
    expect(a?.length).toBeLessThan(100);
  });
});

describe('how an attempt ended', () => {
  it.each([
    [{ failed: false, error: null }, 'ok'],
    [{ failed: true, error: '503' }, 'failed'],
    [{ failed: true, error: 'timeout' }, 'failed'],
    [{ failed: true, error: 'ECONNABORTED' }, 'failed'],
    [{ failed: true, error: '499' }, 'aborted'],
    [{ failed: true, error: 'APIUserAbortError' }, 'aborted'],
    [{ failed: true, error: 'asyncio.CancelledError' }, 'aborted'],
    [{ failed: true, error: 'context canceled' }, 'aborted'],
    [{ failed: false, error: 'client_disconnected' }, 'aborted'],
  ] as const)('%j is %s', (seen, outcome) => {
    expect(outcomeOf(seen)).toBe(outcome);
  });

  it.each([
    ['ok', null, null, 'yes'],
    ['aborted', null, 500, 'unknown'],
    ['failed', '429', null, 'no'],
    ['failed', '500', 12, 'yes'],
    ['failed', 'timeout', null, 'unknown'],
    ['failed', '504', null, 'unknown'],
  ] as const)('%s with %s and %s tokens is billed: %s', (outcome, error, tokens, billed) => {
    expect(billedOf(outcome, error, tokens)).toBe(billed);
  });
});

describe('links by what sources call them', () => {
  it('finds them in a chain by id, address, provider and model', () => {
    const linkOf = linksOf(acmeChain);
    for (const { id } of acmeChain.links) expect(linkOf({ service: id })).toBe(id);
    for (const { id, at } of acmeChain.models) expect(linkOf({ model: id })).toBe(at);
    expect(linkOf({ service: 'nobody' })).toBeNull();
  });

  it('calls them what their source does where there is no chain', () => {
    expect(linksByName({ service: 'gateway', provider: 'openai' })).toBe('gateway');
    expect(linksByName({ provider: 'azure' })).toBe('azure.ai.openai');
    expect(linksByName({})).toBeNull();
  });
});
