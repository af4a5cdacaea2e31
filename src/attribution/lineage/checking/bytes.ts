import { join, resolve } from 'node:path';
import type { Path } from '../../../chain/document.ts';
import { readRegularFile } from '../../../platform/regular-file.ts';
import type { SafeText } from '../../../text/safe-text.ts';
import { safe, sanitise } from '../../../text/sanitise.ts';
import type { PartyId } from '../../types.ts';
import { adapterConfigOf } from '../adapter-config.ts';
import { isNamedIn, isSameLicence, licenceOfText } from '../licences/same.ts';
import { frontMatter, licenceOfCard, textsOf } from '../model-card.ts';
import { type ArtefactNode, artefactsOf, isCalled, partyOf } from '../nodes.ts';
import type { Artefact, Lineage } from '../types.ts';
import { hashFile } from './file-hash.ts';
import { revisionOf } from './revision.ts';

/** Bytes of a card, a configuration or a licence: real ones are a few kB. */
const MAX_TEXT_BYTES = 1_048_576;

/** One thing that the lineage says, held against bytes. */
export interface ByteFact {
  readonly party: PartyId;
  readonly what: 'hash' | 'licence' | 'base model' | 'revision';
  /** The file that was read, as the lineage names it. */
  readonly file: SafeText;
  /** `absent`: there are no such bytes here, so nothing can be said. */
  readonly result: 'same' | 'different' | 'absent';
  readonly said: SafeText;
  /** What the bytes say; of `absent`, why they could not be read. */
  readonly found: SafeText;
  readonly path: Path;
}

/**
 * Holds a lineage against the bytes that it names: hashes of files, texts of licences, cards and adapter
 * configurations of local copies, revisions. Reads only, one file after the other.
 *
 * @param root the directory of the lineage file: its paths are relative to it
 */
export async function factsOfBytes(
  lineage: Lineage,
  root: string,
  signal?: AbortSignal,
): Promise<readonly ByteFact[]> {
  const facts: ByteFact[] = [];
  for (const artefact of artefactsOf(lineage)) {
    if (signal?.aborted) break;
    const place: Place = {
      lineage,
      artefact,
      folder: resolve(root, artefact.node.directory ?? '.'),
    };
    facts.push(...(await hashFacts(place, signal)), ...(await licenceFacts(place, root)));
    if (artefact.node.directory !== null) facts.push(...(await copyFacts(place)));
  }
  return facts;
}

/** Parties of whose bytes every file named was seen with its hash. */
export function checkedParties(facts: readonly ByteFact[]): ReadonlySet<PartyId> {
  const hashes = facts.filter(({ what }) => what === 'hash');
  const bad = new Set(hashes.filter(({ result }) => result !== 'same').map(({ party }) => party));
  return new Set(hashes.map(({ party }) => party).filter((party) => !bad.has(party)));
}

interface Place {
  readonly lineage: Lineage;
  readonly artefact: ArtefactNode;
  /** Its local copy, or the directory of the lineage file. */
  readonly folder: string;
}

async function hashFacts({ artefact, folder }: Place, signal?: AbortSignal) {
  const facts: ByteFact[] = [];
  for (const [index, file] of artefact.node.files.entries()) {
    const hash = await hashFile(resolve(folder, file.path), signal);
    const result =
      hash.kind === 'failed' ? 'absent' : hash.sha256 === file.sha256 ? 'same' : 'different';
    facts.push({
      party: partyOf(artefact),
      what: 'hash',
      file: sanitise(file.path),
      result,
      said: sanitise(file.sha256),
      found: hash.kind === 'hash' ? sanitise(hash.sha256) : reasonOf(hash.why),
      path: [...artefact.node.path, 'files', index, 'sha256'],
    });
  }
  return facts;
}

async function licenceFacts({ artefact, folder }: Place, root: string) {
  const { licence, licenceFile, directory, path } = artefact.node;
  if (licence === null || licenceFile === null) return [];
  const at = resolve(directory === null ? root : folder, licenceFile);
  const base = {
    party: partyOf(artefact),
    what: 'licence',
    file: sanitise(licenceFile),
    said: sanitise(licence),
    path: [...path, 'licence-file'],
  } as const;
  const text = await textOf(at);
  if (text.kind === 'absent') return [{ ...base, result: 'absent', found: text.why } as const];
  const found = licenceOfText(text.text);
  if (found === null) {
    return [
      { ...base, result: 'absent', found: safe`its text is none that weaklink knows` } as const,
    ];
  }
  const result = isNamedIn(found, licence) ? 'same' : 'different';
  return [{ ...base, result, found: sanitise(found) } as const];
}

/** What a local copy of a repository says of itself: card, adapter configuration, revision. */
async function copyFacts(place: Place): Promise<readonly ByteFact[]> {
  const { artefact, folder } = place;
  const facts: ByteFact[] = [];
  const card = await textOf(join(folder, 'README.md'));
  const front = card.kind === 'text' ? frontMatter(card.text) : null;
  if (front) facts.push(...cardFacts(place, front));
  if (artefact.kind === 'adapter') {
    const config = await textOf(join(folder, 'adapter_config.json'));
    const base = config.kind === 'text' ? (adapterConfigOf(config.text)?.base ?? null) : null;
    if (base !== null) facts.push(...baseFacts(place, 'adapter_config.json', [base]));
  }
  const { revision, path } = artefact.node;
  const found = revision === null ? null : await revisionOf(folder);
  if (revision !== null && found !== null) {
    const isSame =
      found.revision === revision || (revision.length >= 7 && found.revision.startsWith(revision));
    facts.push({
      party: partyOf(artefact),
      what: 'revision',
      file: sanitise(found.file),
      result: isSame ? 'same' : 'different',
      said: sanitise(revision),
      found: sanitise(found.revision),
      path: [...path, 'revision'],
    });
  }
  return facts;
}

function cardFacts(place: Place, front: Readonly<Record<string, unknown>>): readonly ByteFact[] {
  const { artefact } = place;
  const facts: ByteFact[] = [];
  const said = artefact.node.licence;
  const found = licenceOfCard(front);
  if (said !== null && found !== null) {
    facts.push({
      party: partyOf(artefact),
      what: 'licence',
      file: safe`README.md`,
      result: isSameLicence(said, found) ? 'same' : 'different',
      said: sanitise(said),
      found: sanitise(found),
      path: [...artefact.node.path, 'licence'],
    });
  }
  const bases = textsOf(front.base_model);
  return bases.length === 0 ? facts : [...facts, ...baseFacts(place, 'README.md', bases)];
}

/** Whether the base models that a copy names are those of the lineage. */
function baseFacts(
  { lineage, artefact }: Place,
  file: string,
  found: readonly string[],
): readonly ByteFact[] {
  if (artefact.kind === 'datanet') return [];
  const key = artefact.kind === 'base' ? 'from' : 'base';
  const ids = artefact.kind === 'base' ? artefact.node.from : [artefact.node.base ?? ''];
  const bases = ids.flatMap((id): readonly Artefact[] => {
    const base = lineage.bases.get(id);
    return base ? [base] : [];
  });
  if (bases.length === 0) return [];
  const isSame =
    bases.length === found.length &&
    found.every((name) => bases.some((base) => isCalled(base, name)));
  return [
    {
      party: partyOf(artefact),
      what: 'base model',
      file: sanitise(file),
      result: isSame ? 'same' : 'different',
      said: sanitise(ids.join(', ')),
      found: sanitise(found.join(', ')),
      path: [...artefact.node.path, key],
    },
  ];
}

type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent'; readonly why: SafeText };

async function textOf(path: string): Promise<FileText> {
  const read = await readRegularFile(path, MAX_TEXT_BYTES);
  switch (read.kind) {
    case 'read':
      return { kind: 'text', text: read.bytes.toString('utf8') };
    case 'failed':
      return { kind: 'absent', why: reasonOf(read.errno) };
    case 'too-large':
      return { kind: 'absent', why: safe`larger than ${MAX_TEXT_BYTES} bytes` };
    case 'not-regular':
      return { kind: 'absent', why: reasonOf('not a regular file') };
  }
}

function reasonOf(why: string): SafeText {
  if (why === 'ENOENT') return safe`there is no such file`;
  return why === 'EACCES' ? safe`it may not be read` : sanitise(why);
}
