import type { SafeText } from '../../src/text/safe-text.ts';
import { curlWords } from '../http/command.ts';
import { commandLine } from '../network/shell-words.ts';
import { pageUrl } from './api.ts';
import type { PrometheusOptions } from './options.ts';
import { quotedAnyOf } from './promql.ts';

/** A curl command for the first thing that the look asks; the others differ in their query. */
export function commandOf(options: PrometheusOptions): SafeText {
  return commandLine(['curl -sS', ...curlWords({ ...options, url: firstPage(options) })]);
}

function firstPage({ url, measures, jobs, alerts }: PrometheusOptions): URL {
  const [first] = measures;
  if (first) return pageUrl(url, 'api/v1/query', { query: first.query });
  if (jobs.length > 0) {
    return pageUrl(url, 'api/v1/query', { query: `up{job=~${quotedAnyOf(jobs)}}` });
  }
  return alerts ? pageUrl(url, 'api/v1/alerts') : pageUrl(url, '-/ready');
}
