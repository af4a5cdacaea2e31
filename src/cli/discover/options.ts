import type { SurveyOptions } from '../../../probes/kubernetes/survey.ts';
import { vantagePattern, vantageRule } from '../../chain/grammar.ts';
import { suggest } from '../../chain/nearest.ts';
import { shown } from '../../chain/shown.ts';
import { endpointIn } from '../../discover/endpoint-in.ts';
import { type SourceName, sources } from '../../discover/sources.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import type { OptionValues } from '../command.ts';
import { clusterFlags, clusterIn } from './cluster-options.ts';

export interface DiscoverSettings {
  /** The file to write to; `-` is stdout. */
  readonly output: string | undefined;
  /** `local`, `ssh:user@host`, `docker:container`. */
  readonly vantage: string;
  readonly sources: readonly SourceName[];
  readonly entries: readonly string[];
  readonly from: readonly string[];
  /** Which cluster of Kubernetes, and what of it; empty is all of the usual one. */
  readonly cluster: SurveyOptions;
  readonly all: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

const names = Object.keys(sources) as readonly SourceName[];

/** @throws WeaklinkError E_OPTION */
export function settingsOf(options: OptionValues): DiscoverSettings {
  const { vantage = 'local', output } = options;
  if (typeof vantage !== 'string' || !vantagePattern.test(vantage)) {
    throw new WeaklinkError({ code: 'E_OPTION', message: `--vantage ${vantageRule}` });
  }
  const only = sourcesIn('--only', options.only);
  const except = sourcesIn('--except', options.except);
  const entries = wordsOf(options.entry);
  for (const entry of entries) refuseNoAddress(entry);
  const isWanted = (name: SourceName) => only.length === 0 || only.includes(name);
  const chosen = names.filter((name) => isWanted(name) && !except.includes(name));
  const cluster = clusterIn(options, vantage);
  refuseUnasked(cluster, chosen);
  return {
    output: typeof output === 'string' ? output : undefined,
    vantage,
    sources: chosen,
    cluster,
    entries,
    from: Array.isArray(options.from) ? (options.from as readonly string[]) : [],
    all: options.all === true,
    yes: options.yes === true,
    dryRun: options.dryRun === true,
    json: options.json === true,
  };
}

function wordsOf(value: OptionValues[string]): readonly string[] {
  if (typeof value !== 'string') return [];
  return value
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}

function sourcesIn(option: string, value: OptionValues[string]): readonly SourceName[] {
  return wordsOf(value).map((word) => {
    const known = names.find((name) => name === word);
    if (known) return known;
    throw new WeaklinkError({
      code: 'E_OPTION',
      message: `${option}: there is no source ${shown(word)}`,
      hint: suggest(word, names),
    });
  });
}

/** A word about a cluster that nobody asks would be lost in silence. */
function refuseUnasked(cluster: SurveyOptions, chosen: readonly SourceName[]): void {
  if (Object.keys(cluster).length === 0 || chosen.includes('kubernetes')) return;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `${clusterFlags} are about a cluster, and "kubernetes" is not among the sources asked`,
    hint: 'Add kubernetes to --only, or take it out of --except.',
  });
}

function refuseNoAddress(entry: string): void {
  if (endpointIn(entry)) return;
  throw new WeaklinkError({
    code: 'E_OPTION',
    message: `--entry: ${shown(entry)} is no address`,
    hint: 'Give what users ask: https://chat.acme.ai or 127.0.0.1:8080',
  });
}
