import { describe, expect, it } from 'vitest';
import { AttemptBook } from '../../../src/attribution/attempts/book.ts';
import type { Inference } from '../../../src/events/types.ts';
import type { SafeText } from '../../../src/text/safe-text.ts';
import { told } from './told.ts';

function bookOf(...tellings: readonly Inference[]): AttemptBook {
  const book = new AttemptBook();
  for (const telling of tellings) book.take(telling);
  return book;
}

function at(second: number): string {
  return new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString();
}

describe('tellings of one attempt', () => {
  it('counts a snapshot that comes twice once, and says nothing new', () => {
    const book = bookOf(told({ promptTokens: 10, final: false }));
    expect(book.take(told({ promptTokens: 10, final: false }))).toEqual([]);
    expect(book.size).toBe(1);
  });

  it('takes the greatest count of growing snapshots', () => {
    const book = bookOf(
      told({ final: false, completionTokens: 40 }),
      told({ final: false, completionTokens: 7 }),
      told({ final: false, completionTokens: 12, promptTokens: 900 }),
    );
    expect(book.get('openai:r-1')?.inference).toMatchObject({
      completionTokens: 40,
      promptTokens: 900,
      final: false,
    });
  });

  it('lets what is final win over a snapshot that guessed more', () => {
    const book = bookOf(
      told({ final: false, completionTokens: 40, reasoningTokens: 3 }),
      told({ completionTokens: 0 }),
    );
    const { inference, disputes } = book.get('openai:r-1') ?? {};
    expect(inference).toMatchObject({ completionTokens: 0, reasoningTokens: 3, final: true });
    expect(disputes).toEqual([]);
  });

  it('keeps both of two finals that differ as a dispute, and the greater stands', () => {
    const book = bookOf(
      told({ completionTokens: 7 }),
      told({ source: 'litellm', completionTokens: 40 }),
      told({ completionTokens: 9 }),
    );
    expect(book.get('openai:r-1')).toMatchObject({
      inference: { completionTokens: 40, source: 'otlp' },
      disputes: [
        {
          field: 'completionTokens',
          taken: 40,
          values: [
            { source: 'litellm', value: 40 },
            { source: 'otlp', value: 9 },
            { source: 'otlp', value: 7 },
          ],
        },
      ],
    });
    expect(book.disputed()).toHaveLength(1);
  });

  it('tells of a dispute again when a third value comes', () => {
    const book = bookOf(told({ completionTokens: 7 }), told({ completionTokens: 9 }));
    expect(book.take(told({ completionTokens: 8 }))).toHaveLength(1);
    expect(book.get('openai:r-1')?.disputes[0]?.values).toHaveLength(3);
  });

  it('believes of words who measured nearest to the wire, and fills gaps from the others', () => {
    const book = bookOf(
      told({ source: 'access-log', consumer: 'team b' as SafeText, adapter: 'legal-lora' }),
      told({ source: 'tap', model: 'gpt-x', consumer: null, firstTokenMs: 120 }),
      told({ source: 'otlp', consumer: 'agent a' as SafeText }),
    );
    expect(book.get('openai:r-1')?.inference).toMatchObject({
      source: 'tap',
      consumer: 'agent a',
      adapter: 'legal-lora',
      firstTokenMs: 120,
    });
  });

  it('takes the way of who saw most of it, with its link', () => {
    const hop = { link: 'gpu-1', ms: 5, firstTokenMs: null };
    const book = bookOf(
      told({ source: 'tap', link: 'gateway' }),
      told({ link: 'gpu-1', path: [{ ...hop, link: 'gateway' }, hop] }),
    );
    const { link, path } = book.get('openai:r-1')?.inference ?? {};
    expect([link, path?.length]).toEqual(['gpu-1', 2]);
  });

  it('leaves the bill of a stream that was cut off unknown, whoever took it for a whole one', () => {
    const book = bookOf(
      told({ source: 'litellm', billed: 'yes' }),
      told({ source: 'tap', outcome: 'aborted', billed: 'unknown' }),
    );
    expect(book.get('openai:r-1')?.inference).toMatchObject({
      outcome: 'aborted',
      billed: 'unknown',
    });
    book.take(told({ source: 'access-log', outcome: 'aborted', billed: 'yes' }));
    expect(book.get('openai:r-1')?.inference.billed).toBe('yes');
  });

  it('calls a bill unknown that one affirms and another denies', () => {
    const book = bookOf(told({ billed: 'yes' }), told({ source: 'litellm', billed: 'no' }));
    expect(book.get('openai:r-1')).toMatchObject({
      inference: { billed: 'unknown' },
      disputes: [{ field: 'billed', taken: 'unknown' }],
    });
  });

  it('takes a cost with its currency', () => {
    const book = bookOf(
      told({ costNanos: 5, currency: 'EUR' }),
      told({ source: 'litellm', costNanos: 9, currency: 'USD' }),
    );
    expect(book.get('openai:r-1')?.inference).toMatchObject({ costNanos: 9, currency: 'USD' });
  });
});

describe('attempts of one request', () => {
  const failed = { outcome: 'failed', error: '503', billed: 'no' } as const;
  const first = told({ attempt: 'a', startedAt: at(0), ...failed });
  const second = told({ attempt: 'b', startedAt: at(2) });

  it('tells the first anew when a second comes', () => {
    const book = bookOf(first);
    const news = book.take(second);
    expect(
      news.map(({ inference, attempts, used, correction }) => [
        inference.attempt,
        attempts,
        used,
        correction,
      ]),
    ).toEqual([
      ['b', 2, true, false],
      ['a', 2, false, true],
    ]);
  });

  it('says that none was used where none succeeded', () => {
    const book = bookOf(first, told({ attempt: 'b', startedAt: at(2), ...failed }));
    expect(book.all().map(({ used }) => used)).toEqual([false, false]);
  });

  it('believes who knows which was used', () => {
    const book = bookOf(told({ attempt: 'a', startedAt: at(0), used: true }), second);
    expect(book.all().map(({ used }) => used)).toEqual([true, false]);
  });

  it('takes the last that succeeded of a row of retries', () => {
    const book = bookOf(second, told({ attempt: 'c', startedAt: at(9) }), first);
    expect(book.all().map(({ used }) => used)).toEqual([false, false, true]);
  });

  it('takes the first to end of hedges that ran side by side', () => {
    const book = bookOf(
      told({ attempt: 'a', startedAt: at(0), durationMs: 5_000 }),
      told({ attempt: 'b', startedAt: at(1), durationMs: 9_000 }),
    );
    expect(book.all().map(({ used }) => used)).toEqual([true, false]);
  });

  it('believes of requests who knows of several attempts', () => {
    const book = bookOf(
      told({ source: 'tap', attempt: 'a', request: 'a', ...failed }),
      told({ attempt: 'a', request: 'r', ...failed }),
      told({ attempt: 'b', request: 'r', startedAt: at(2) }),
      told({ source: 'tap', attempt: 'b', request: 'b', startedAt: at(2) }),
    );
    expect(book.all().map(({ attempts, used }) => [attempts, used])).toEqual([
      [2, false],
      [2, true],
    ]);
  });

  it('moves an attempt whose request a better teller knows', () => {
    const book = bookOf(
      told({ source: 'litellm', attempt: 'a', request: 'x' }),
      told({ attempt: 'b', request: 'y', startedAt: at(2) }),
    );
    const news = book.take(told({ attempt: 'a', request: 'y' }));
    expect(news.map(({ attempts }) => attempts)).toEqual([2, 2]);
    expect(book.all().map(({ used }) => used)).toEqual([false, true]);
  });
});

describe('bounds', () => {
  it('forgets the oldest, and says of what comes too late that it may know less', () => {
    const book = new AttemptBook({ maxAttempts: 3 });
    for (let second = 0; second < 5; second += 1) {
      book.take(told({ attempt: `a${second}`, request: `r${second}`, startedAt: at(second) }));
    }
    expect([book.size, book.forgotten]).toEqual([3, 2]);
    const [late] = book.take(told({ attempt: 'a0', request: 'r0', startedAt: at(0) }));
    expect(late).toMatchObject({ uncertain: true, correction: false });
    const [fresh] = book.take(told({ attempt: 'a9', request: 'r9', startedAt: at(9) }));
    expect(fresh?.uncertain).toBe(false);
  });

  it('counts forgotten attempts of a request among its attempts', () => {
    const forgotten: number[] = [];
    const book = new AttemptBook({
      maxAttempts: 1,
      onForget: ({ attempts }) => forgotten.push(attempts),
    });
    for (const attempt of ['a', 'b', 'c']) book.take(told({ attempt }));
    expect([...forgotten, book.get('c')?.attempts]).toEqual([2, 3, 3]);
  });

  it('takes what comes after the window as a correction of what it still knows', () => {
    const book = new AttemptBook({ windowMs: 1_000 });
    book.take(told({ attempt: 'a', completionTokens: 7, output: 'seven' as SafeText }));
    book.take(told({ attempt: 'b', request: 'other', startedAt: at(10) }));
    expect(book.get('a')?.inference.output).toBeNull();
    expect(book.take(told({ attempt: 'a', completionTokens: 7 }))).toEqual([]);
    expect(book.take(told({ attempt: 'a', completionTokens: 9 }))).toMatchObject([
      { correction: true, inference: { completionTokens: 9 } },
    ]);
  });

  it('lets go of answers when there are too many characters of them', () => {
    const book = new AttemptBook({ maxOutputCharacters: 10 });
    for (const attempt of ['a', 'b', 'c']) {
      book.take(told({ attempt, request: attempt, output: 'twelve chars' as SafeText }));
    }
    expect(book.all().map(({ inference }) => inference.output)).toEqual([null, null, null]);
  });
});
