import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvLine, type NeutralCase } from './neutral.ts';

/** A case with the commit that is to blame, or none, and those that only look like it. */
export interface CauseCase extends NeutralCase {
  readonly commit: string | undefined;
  readonly decoys: readonly string[];
}

interface Commit {
  readonly sha: string;
  readonly timestamp: string;
  readonly message: string;
  readonly files_changed?: readonly string[];
  readonly diff: string | null;
}

interface Deploy {
  readonly timestamp: string;
  readonly service: string;
  readonly commit_sha: string;
}

interface Flag {
  readonly timestamp: string;
  readonly service: string;
  readonly flag: string;
  readonly change: string;
}

export function rootCauseBenchCases(root: string): CauseCase[] {
  return readdirSync(join(root, 'open')).map((id) => {
    const directory = join(root, 'open', id);
    const truth = json(join(directory, 'ground_truth.json'));
    const alert = json(join(directory, 'alert.json'));
    return {
      id,
      group: 'incidents',
      faultType: truth.root_cause_commit === 'none' ? 'no change' : 'a change',
      rootCause: truth.first_failing_service,
      commit: truth.root_cause_commit === 'none' ? undefined : truth.root_cause_commit,
      decoys: truth.decoy_deploy_commits,
      files: {
        'metrics.csv': readFileSync(join(directory, 'metrics.csv'), 'utf8').replace(
          /^timestamp/,
          'time',
        ),
        'edges.csv': edgesCsv(join(directory, 'traces.json')),
        'logs.ndjson': readFileSync(join(directory, 'logs.ndjson'), 'utf8'),
        'changes.ndjson': changes(join(directory, 'context')),
        'case.json': JSON.stringify({
          alert: { service: alert.service, metric: alert.metric },
          at: alert.fired_at,
        }),
      },
    };
  });
}

// biome-ignore lint/suspicious/noExplicitAny: the files of the data set are taken as they are
function json(file: string): any {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
}

function edgesCsv(file: string): string {
  const spans: { trace_id: string; span_id: string; parent_id: string | null; service: string }[] =
    json(file);
  const services = new Map(spans.map((span) => [`${span.trace_id}/${span.span_id}`, span.service]));
  const edges = spans.flatMap(({ trace_id, parent_id, service }) => {
    const caller = services.get(`${trace_id}/${parent_id}`);
    return caller === undefined || caller === service ? [] : [csvLine([caller, service])];
  });
  return ['caller,callee', ...new Set(edges), ''].join('\n');
}

/** Deployed commits with what their authors wrote, and switched flags. */
function changes(context: string): string {
  const commits = new Map(
    (json(join(context, 'commits.json')) as Commit[]).map((commit) => [commit.sha, commit]),
  );
  const deploys = (json(join(context, 'deploys.json')) as Deploy[]).map((deploy) => {
    const commit = commits.get(deploy.commit_sha);
    const what = [commit?.message, ...(commit?.files_changed ?? []), commit?.diff].filter(Boolean);
    return {
      time: deploy.timestamp,
      service: deploy.service,
      what: what.join('\n'),
      id: deploy.commit_sha,
    };
  });
  const flags = (json(join(context, 'flags.json')) as Flag[]).map((flag) => ({
    time: flag.timestamp,
    service: flag.service,
    what: `flag ${flag.flag} ${flag.change}`,
    id: flag.flag,
  }));
  return [...deploys, ...flags].map((change) => `${JSON.stringify(change)}\n`).join('');
}
