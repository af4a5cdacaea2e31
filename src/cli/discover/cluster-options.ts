import { isAbsolute, resolve } from 'node:path';
import type { SurveyOptions } from '../../../probes/kubernetes/survey.ts';
import { isNamespace, isSelector } from '../../chain/kubernetes-address.ts';
import { shown } from '../../chain/shown.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import type { OptionValues } from '../command.ts';

/** How they are spoken of together. */
export const clusterFlags = '--namespace, --selector, --context and --kubeconfig';

/** Characters of the name of a context. */
const MOST_CONTEXT = 512;

/**
 * Which cluster is asked, and what of it. Only what was given is a key of it.
 *
 * @param vantage a path is read where the look stands
 * @throws WeaklinkError E_OPTION
 */
export function clusterIn(options: OptionValues, vantage: string): SurveyOptions {
  const namespace = textIn(options.namespace);
  const labels = textIn(options.selector);
  const context = textIn(options.context);
  const kubeconfig = textIn(options.kubeconfig);
  if (namespace !== undefined && !isNamespace(namespace)) {
    throw wrong(`--namespace: ${shown(namespace)} is no name of a namespace`, 'For example: llm');
  }
  if (labels !== undefined && !isSelector(labels)) {
    throw wrong(
      `--selector: ${shown(labels)} is no label selector`,
      'For example: app.kubernetes.io/part-of=chat or "tier in (gateway,engine)"',
    );
  }
  if (context !== undefined && (context === '' || context.length > MOST_CONTEXT)) {
    throw wrong('--context wants the name of a context', 'See: kubectl config get-contexts');
  }
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(labels === undefined ? {} : { labels }),
    ...(context === undefined ? {} : { context }),
    ...(kubeconfig === undefined ? {} : { kubeconfig: pathThere(kubeconfig, vantage) }),
  };
}

function textIn(value: OptionValues[string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The directory that somebody stands in is known on this machine alone. */
function pathThere(path: string, vantage: string): string {
  if (path !== '' && vantage === 'local') return resolve(path);
  if (isAbsolute(path)) return path;
  throw wrong(
    `--kubeconfig: ${shown(path)} is no absolute path`,
    `It is read where the look stands: ${shown(vantage)}.`,
  );
}

function wrong(message: string, hint: string): WeaklinkError {
  return new WeaklinkError({ code: 'E_OPTION', message, hint });
}
