import { z } from 'zod';

/** Whose words are spoken. */
export const vendors = ['openai', 'azure', 'anthropic', 'gemini'] as const;
export type Vendor = (typeof vendors)[number];

/** Absent: whose the path of the request is. */
export const vendorOption = z.enum(vendors).optional();

/** Whose API a path belongs to. */
export function vendorOf(path: string): Vendor {
  if (/:(?:stream)?generateContent\b/i.test(path)) return 'gemini';
  if (path.includes('/openai/deployments/')) return 'azure';
  return /\/messages(?:[/?]|$)/.test(path) ? 'anthropic' : 'openai';
}
