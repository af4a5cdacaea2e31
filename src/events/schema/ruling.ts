import { z } from 'zod';
import { ruleNames } from '../ruling.ts';
import { command, instant, list, name, text } from './text.ts';

/** What one policy says of one thing. */
export const ruling = z.object({
  rule: z.enum(ruleNames),
  link: name.nullable().describe('Null: something else, or the whole chain.'),
  about: text.exactOptional().describe('What it is about, where that is no link.'),
  state: z.enum(['held', 'broken', 'unknown']).describe('unknown: what would tell was not seen.'),
  seen: text.nullable(),
  wanted: text,
  since: instant.nullable(),
  orEarlier: z.literal(true).exactOptional().describe('It has been so for at least as long.'),
  fact: name.exactOptional().describe('The fact of a look that shows it.'),
  remedy: text.nullable(),
  command: command.nullable(),
});

export const policyState = z.object({ rulings: list(ruling) });
