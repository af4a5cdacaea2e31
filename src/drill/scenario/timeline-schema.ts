import { z } from 'zod';
import { id, moment, shortWords } from './grammar.ts';

/** Series entries: fifteen links with a dozen phases each. */
const maxSeries = 500;
const maxMarks = 200;
const maxSpells = 50;
/** `http`, `dynamodb/dns`. */
const usualOf = z
  .string()
  .max(140)
  .regex(/^[^/\s]+(?:\/[^/\s]+)?$/, 'must be a kind of probe, or <link>/<probe name>');
const fact = z.union([z.string().max(500), z.number(), z.boolean(), z.null()], {
  error: 'must be a text, a number, true, false or null',
});

const spellSchema = z.strictObject({ from: moment, to: moment.optional() });

export const seriesSchema = z.strictObject({
  looks: z
    .string()
    .max(140)
    .regex(/^[^/\s]+\/[^/\s]+$/, 'must be <link>/<probe name>: dynamodb/dns'),
  from: moment.optional().describe('Default: the start.'),
  to: moment.optional().describe('Default: the end.'),
  symptom: z
    .string()
    .max(60)
    .nullable()
    .optional()
    .describe('One that the probe can show; null or absent: ok.'),
  share: z
    .number()
    .gt(0, 'must be more than 0')
    .max(1)
    .optional()
    .describe(
      'Of the looks that show it. Default: 1. Of several entries for one look the last that covers an instant holds; those that begin at the same moment have their shares beside it.',
    ),
  takes: moment.optional().describe('How long a look takes that shows it.'),
  every: moment.optional().describe('From one look to the next, for the whole series.'),
  says: z.string().min(1).max(60).optional().describe('What such a look says in a few words.'),
  'served-by': id
    .optional()
    .describe('Of those looks: the link that answered, where an answer says so.'),
  facts: z.record(z.string().min(1).max(60), fact).optional(),
});

export const timelineSchema = z.strictObject({
  starts: z.iso.datetime({ offset: true, error: 'must be an instant: 2025-10-20T06:48:00Z' }),
  lasts: moment,
  every: moment.optional().describe('From one look of a series to its next. Default: 10s.'),
  seed: z.int().min(0).max(4_294_967_295).optional().describe('Of the jitter. Default: 1.'),
  usual: z
    .record(usualOf, moment)
    .optional()
    .describe('How long a healthy look takes, by kind of probe or by <link>/<probe name>.'),
  series: z.array(seriesSchema).max(maxSeries).optional(),
  changes: z
    .array(
      z.strictObject({
        at: moment,
        link: id,
        what: shortWords,
        from: shortWords.nullable().optional(),
        to: shortWords.nullable().optional(),
      }),
    )
    .max(maxMarks)
    .optional(),
  claims: z
    .array(
      z.strictObject({
        at: moment,
        link: id,
        who: shortWords,
        says: z.enum(['healthy', 'degraded', 'down', 'maintenance', 'unknown']),
        words: shortWords,
      }),
    )
    .max(maxMarks)
    .optional(),
  notes: z
    .array(z.strictObject({ at: moment, link: id.nullable().optional(), words: shortWords }))
    .max(maxMarks)
    .optional(),
  fault: z
    .union([spellSchema, z.array(spellSchema).min(1).max(maxSpells)])
    .optional()
    .describe(
      'When the root causes hold, for the score. Several spells, each judged, where they come and go.',
    ),
});

export type TimelineEntry = z.infer<typeof timelineSchema>;
export type SpellEntry = z.infer<typeof spellSchema>;
export type SeriesEntry = z.infer<typeof seriesSchema>;

/** The spells of a fault, in the order of the file, whichever way they are written. */
export function spellsOf({ fault }: TimelineEntry): readonly SpellEntry[] {
  return fault === undefined ? [] : [fault].flat();
}
