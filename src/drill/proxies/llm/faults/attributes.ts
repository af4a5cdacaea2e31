import { z } from 'zod';

/** A day: nothing in a drill is slower. */
const LONGEST_MS = 86_400_000;
/** Pieces of an answer after which something happens. */
const MAX_PARTS = 100_000;

export const milliseconds = z.number().min(0).max(LONGEST_MS);
export const partCount = z.int().min(0).max(MAX_PARTS);
