import { z } from 'zod';

/** A day: nothing in a drill is slower. */
const LONGEST_MS = 86_400_000;

export const milliseconds = z.int().min(0).max(LONGEST_MS);
export const microseconds = z
  .number()
  .min(0)
  .max(LONGEST_MS * 1_000);
export const bytes = z.int().min(0);
