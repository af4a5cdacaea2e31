import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A folder beside the checkout with material that may not be copied into it; null where it is
 * missing, and then a test skips. With WEAKLINK_REQUIRE set a missing folder is an error.
 */
export function sharedFolder(name: string): string | null {
  const path = fileURLToPath(new URL(`../../../shared/${name}`, import.meta.url));
  if (existsSync(path)) return path;
  if (process.env.WEAKLINK_REQUIRE) throw new Error(`${path} is missing`);
  return null;
}
