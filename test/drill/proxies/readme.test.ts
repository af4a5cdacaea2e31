import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { engineKinds } from '../../../src/drill/proxies/engine-kinds.ts';

const readme = readFileSync(
  new URL('../../../src/drill/proxies/README.md', import.meta.url),
  'utf8',
);

/** Every row of a table, by the names in its first cell. */
const rows = new Map(
  readme
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) =>
      [...(line.split('|')[1] ?? '').matchAll(/`([\w-]+)`/g)].map(([, name]) => [name, line]),
    ),
);

test.each(Object.values(engineKinds).flatMap(({ toxicTypes }) => Object.entries(toxicTypes)))(
  '%s stands in the README with its attributes',
  (type, { attributes }) => {
    const row = rows.get(type);
    expect(row).toBeDefined();
    for (const attribute of Object.keys((attributes as z.ZodObject).shape)) {
      // Every fault of names has it: said once, above the table.
      if (attribute !== 'name') expect(row).toContain(`\`${attribute}`);
    }
  },
);
