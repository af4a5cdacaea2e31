import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ParsedFile, Path } from './document.ts';
import type { Problem } from './problems.ts';
import { shown } from './shown.ts';
import type { AttributionPlan } from './types.ts';
import { nameOf } from './zod-problems.ts';

/** Paths as the chain file means them: from the directory that it stands in. */
export function absolutePaths(plan: AttributionPlan, directory: string): AttributionPlan {
  const { lineage, prices, ledger, datanets } = plan;
  return {
    ...plan,
    ...(lineage === undefined ? {} : { lineage: resolve(directory, lineage) }),
    ...(prices === undefined ? {} : { prices: resolve(directory, prices) }),
    ...(ledger === undefined ? {} : { ledger: resolve(directory, ledger) }),
    datanets: datanets.map((path) => resolve(directory, path)),
  };
}

/** What is not there, or is no file where a file must be, or no directory where a datanet must be. */
export async function missingFiles(
  plan: AttributionPlan,
  directory: string,
  parsed: ParsedFile,
): Promise<readonly Problem[]> {
  const { lineage, prices, datanets } = plan;
  const wanted: (readonly [string | undefined, 'file' | 'directory', Path])[] = [
    [lineage, 'file', ['attribution', 'lineage']],
    [prices, 'file', ['attribution', 'prices']],
    ...datanets.map((path, at) => [path, 'directory', ['attribution', 'datanets', at]] as const),
  ];
  const found = await Promise.all(
    wanted.map(async ([path, kind, place]): Promise<readonly Problem[]> => {
      if (path === undefined) return [];
      const status = await stat(resolve(directory, path)).catch(() => null);
      const fits = kind === 'file' ? status?.isFile() : status?.isDirectory();
      if (fits) return [];
      return [
        {
          code: 'E_FILE',
          message: `${nameOf(place)}: there is no ${kind} ${shown(path)}`,
          hint: 'Paths are relative to the chain file.',
          place: parsed.placeOf(place),
        },
      ];
    }),
  );
  return found.flat();
}
