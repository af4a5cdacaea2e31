import type { Item, SnapshotLink } from '../../drift/types.ts';
import type { Ruling } from '../../events/ruling.ts';
import { safe } from '../../text/sanitise.ts';
import { isMeant, type Known, type Rule } from '../known.ts';

/** A commit of a model's repository. */
const commit = /^[0-9a-f]{7,64}$/;
/** Where a downloader keeps the revision that it fetched. */
const snapshotPath = /\/snapshots\/[0-9a-f]{40}(?:\/|$)/;
/** Flags with which launchers name a model, and its revision. */
const modelFlag = /\.flag (?:--model|--model-path|--model-id)(?: \(\S+\))?$/;
const revisionFlag = /\.flag --revision(?: \(\S+\))?$/;

/** Every model that a server was told to load is named with its revision, or by a path of one. */
export const models: Rule<'models'> = ({ except }, known) =>
  known.snapshot.links
    .filter(({ link }) => isMeant({ id: link }, except))
    .flatMap((link): readonly Ruling[] => {
      const ruling = judged(link);
      return ruling === null
        ? []
        : [
            {
              rule: 'models',
              link: link.link,
              wanted: safe`a model pinned to a revision`,
              since: null,
              command: commandOf(link, known),
              ...ruling,
            },
          ];
    });

function judged({
  link,
  kind,
  items,
}: SnapshotLink): Pick<Ruling, 'state' | 'seen' | 'remedy'> | null {
  const one = (fits: (item: Item) => boolean) => items.find(fits)?.value;
  const root = one(({ what }) => what === 'model.root');
  const model = one(({ what }) => modelFlag.test(what)) ?? root;
  const revision = one(({ what }) => revisionFlag.test(what));
  if (revision !== undefined && commit.test(revision)) {
    return { state: 'held', seen: safe`${model ?? 'its model'} at ${revision}`, remedy: null };
  }
  if (model !== undefined && snapshotPath.test(model)) {
    return { state: 'held', seen: model, remedy: null };
  }
  if (revision !== undefined) {
    const remedy = safe`give --revision a commit: ${revision} may mean another one tomorrow`;
    return { state: 'broken', seen: safe`${model ?? 'its model'} at ${revision}`, remedy };
  }
  if (model !== undefined && !model.startsWith('/')) {
    const remedy = safe`start it with --revision and a commit of ${model}`;
    return { state: 'broken', seen: safe`${model}, whatever its newest revision is`, remedy };
  }
  if (model === undefined && kind !== 'inference-server' && kind !== 'model') return null;
  return {
    state: 'unknown',
    seen: model ?? null,
    remedy: safe`look at the process or the container of ${link}, whose flags name the revision`,
  };
}

function commandOf({ link }: SnapshotLink, { observations }: Known) {
  const looks = observations.filter((look) => look.link === link);
  const telling = ['docker', 'kubernetes', 'process', 'openai'];
  return looks.find(({ probe }) => telling.includes(probe))?.command ?? null;
}
