import { WeaklinkError } from '../../src/platform/errors.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { storeSymptomsOf } from '../data/symptoms.ts';
import { curlHeader } from '../http/headers.ts';
import { commandLine } from '../network/shell-words.ts';
import { secureDialSymptoms } from '../network/symptoms.ts';
import type { Probe } from '../probe.ts';
import { withinDeadline } from '../system/give-up.ts';
import { lookAtDataset } from './look.ts';
import { type DatasetOptions, datasetOptions, repositoryOf } from './options.ts';
import { datasetSymptoms } from './symptoms.ts';

export const datasetProbe: Probe<DatasetOptions> = {
  kind: 'dataset',
  summary: 'is a data set complete, unchanged, fresh, of its shape and licensed',
  options: datasetOptions,
  symptoms: {
    ...secureDialSymptoms,
    ...storeSymptomsOf([
      'store.timeout',
      'store.closed',
      'store.malformed',
      'store.error',
      'store.denied',
      'store.forbidden',
      'store.missing',
      'store.throttled',
      'store.corrupt',
      'store.stale',
      'store.too_few',
      'store.schema_changed',
    ]),
    ...datasetSymptoms,
  },
  // Data change by the hour, and hubs count requests.
  leastIntervalMs: 60_000,
  infer({ kind, address }) {
    if (kind !== 'datanet' || address === undefined) return null;
    if (/^\/[^/]/.test(address)) return { path: address };
    const isHub = repositoryOf(address)?.kind === 'datasets';
    return isHub ? { url: address } : null;
  },
  fromTarget(target) {
    if (target.startsWith('/')) return { path: target };
    if (repositoryOf(target)) return { url: target };
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `dataset: "${target}" is neither a directory nor a repository`,
      hint: 'Give an absolute path, or a URL: https://huggingface.co/datasets/org/name',
    });
  },
  reach: () => 'access',
  command: commandOf,
  look: (options, context) =>
    options.path === undefined
      ? lookAtDataset(options, context)
      : withinDeadline(context, () => lookAtDataset(options, context)),
};

function commandOf({ path, url, revision, manifest, token }: DatasetOptions) {
  if (path !== undefined) {
    const sums = typeof manifest === 'string' && /sums?(?:\.txt)?$|\.sha256$/i.test(manifest);
    return sums
      ? commandLine([`cd ${shellQuote(path)} && sha256sum -c`, shellQuote(manifest)])
      : commandLine(['find', '-L', shellQuote(path), '-type f -printf', "'%s %TY-%Tm-%Td %P\\n'"]);
  }
  const repository = repositoryOf(url ?? '');
  const api = `${repository?.origin}/api/${repository?.kind}/${repository?.id}/revision/${revision}`;
  const header =
    token === undefined ? [] : [curlHeader('authorization', `Bearer ${token}`, shellQuote)];
  return commandLine(['curl -sS -i', ...header, shellQuote(`${api}?blobs=true`)]);
}
