import { safe } from '../../src/text/sanitise.ts';
import { VantageLostError } from '../../src/vantage/types.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import { programDeadlineMs } from '../system/program-deadline.ts';
import { type DataFile, type Inventory, MOST_FILES, MOST_TEXT_BYTES } from './inventory.ts';

/** Milliseconds that the listing may take; 20,000 files on a local disk take about 100. */
const LIST_MS = 20_000;
/** Directories within directories that are entered. */
const DEPTH = 16;

export type Listed =
  | { readonly kind: 'listed'; readonly inventory: Inventory }
  | { readonly kind: 'finding'; readonly finding: Finding };

/**
 * Lists a directory with `find`, which every vantage with GNU tools has. Links are followed, since
 * caches of hubs are made of them; what lies under a name with a dot is none of the data.
 */
export async function listDirectory(
  path: string,
  context: LookContext,
  kept: KeptText,
): Promise<Listed> {
  const hidden = ['-name', '.*', '-not', '-path', path, '-prune'];
  const result = await context.vantage.exec(
    [
      'find',
      '-L',
      path,
      '-maxdepth',
      String(DEPTH),
      ...hidden,
      '-o',
      '-type',
      'f',
      '-printf',
      '%s %T@ %P\\0',
    ],
    {
      deadlineMs: programDeadlineMs(context, LIST_MS),
      signal: context.signal,
      maxBytes: MOST_TEXT_BYTES,
      env: { LC_ALL: 'C' },
    },
  );
  const ended = (finding: Finding): Listed => ({ kind: 'finding', finding });
  switch (result.kind) {
    case 'aborted':
      return ended(couldNotLook('self.cancelled', safe`cancelled`));
    case 'lost':
      return ended(
        couldNotLook('self.vantage', safe`cannot look there`, [kept.fact(result.message)]),
      );
    case 'not-started':
      return ended(
        couldNotLook('self.missing_tool', safe`there is no find`, [kept.fact(result.message)]),
      );
    case 'timed-out':
      return ended(failed('store.timeout', 'listing the directory did not end in time', kept));
    case 'ended': {
      const complaint = result.stderr.split('\n', 1).join();
      const root = result.stderr
        .split('\n')
        .find((line) => line.includes(`${path}': `) || line.includes(`${path}’: `));
      if (/unknown predicate|unrecognized/i.test(result.stderr)) {
        return ended(
          couldNotLook('self.missing_tool', safe`this find cannot print sizes`, [
            kept.fact(complaint),
          ]),
        );
      }
      if (root && /no such file|not a directory/i.test(root))
        return ended(failed('store.missing', root, kept));
      if (root && /permission denied/i.test(root)) {
        return ended(
          couldNotLook('self.permission', safe`may not read the directory`, [kept.fact(root)]),
        );
      }
      if (result.stdout === '' && complaint !== '')
        return ended(failed('store.error', complaint, kept));
      return { kind: 'listed', inventory: inventoryIn(result.stdout) };
    }
  }
}

function failed(
  symptom: 'store.timeout' | 'store.missing' | 'store.error',
  detail: string,
  kept: KeptText,
): Finding {
  const words = {
    'store.timeout': safe`the directory does not answer`,
    'store.missing': safe`the directory is not there`,
    'store.error': safe`the directory cannot be read`,
  };
  return { outcome: 'failed', symptom, summary: words[symptom], evidence: [kept.fact(detail)] };
}

function inventoryIn(listing: string): Inventory {
  // A listing that was cut ends in the middle of a name, which is no file.
  const lines = listing.split('\0').slice(0, -1);
  const files = lines.slice(0, MOST_FILES).flatMap((line): readonly DataFile[] => {
    const match = /^(\d+) (\d+(?:\.\d+)?) ([\s\S]+)$/.exec(line);
    if (!match) return [];
    const [, bytes, seconds, path = ''] = match;
    return [{ path, bytes: Number(bytes), changedMs: Number(seconds) * 1_000, sha256: null }];
  });
  const newest = files.reduce((newestMs, { changedMs }) => Math.max(newestMs, changedMs ?? 0), 0);
  return {
    files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    isCut: lines.length > MOST_FILES || Buffer.byteLength(listing) >= MOST_TEXT_BYTES,
    newestMs: newest === 0 ? Number.NaN : newest,
    revision: null,
    stated: [],
  };
}

/** The beginning of a file of the set; undefined where it cannot be read. @throws VantageLostError */
export async function readWithin(
  directory: string,
  path: string,
  maxBytes: number,
  { vantage }: LookContext,
): Promise<string | undefined> {
  try {
    return (await vantage.readFile(`${directory.replace(/\/$/, '')}/${path}`, maxBytes)).toString(
      'utf8',
    );
  } catch (error) {
    if (error instanceof VantageLostError) throw error;
    return undefined;
  }
}
