import { minimumFor } from '../../attribution/datanet/calibration/calibration.ts';
import type { Content } from '../../attribution/datanet/catalogue/catalogue.ts';
import { type Datanet, openDatanet } from '../../attribution/datanet/datanet.ts';
import { SHORT_HASH_DIGITS } from '../../attribution/datanet/find-content.ts';
import { MAX_FALSE_CREDIT } from '../../attribution/methods/trace/searched.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { glyphsFor } from '../../terminal/glyphs.ts';
import { cell } from '../../terminal/row.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import type { RunCommand } from '../command.ts';
import { textLook } from '../text-look.ts';
import { datanetDirectory, knownDatanets } from './where.ts';
import { percent } from './words.ts';

/** `weaklink datanet list [DATANET]`. @returns 1 where one of them is damaged */
export const runDatanetList: RunCommand = async ([name], options, { output, globals }) => {
  const glyphs = glyphsFor(textLook(output));
  if (name !== undefined) {
    const datanet = await openDatanet(datanetDirectory(name, globals));
    const documents = datanet.catalogue.contents.flatMap(linesOf);
    if (options.json === true) {
      const document = { schema: 'weaklink.datanet-documents/1', ...summaryOf(datanet), documents };
      output.result(`${JSON.stringify(document, null, 2)}\n`);
    } else {
      const rows = documents.map(({ hash, contributor, registered, title, state }) =>
        sanitise(
          [
            hash.slice(0, SHORT_HASH_DIGITS),
            cell(contributor, 14, glyphs),
            registered.slice(0, 10),
            cell(state, 12, glyphs),
            cell(title, 25, glyphs),
          ]
            .join(' ')
            .trimEnd(),
        ),
      );
      output.result(`${[...rows, textOf(datanet), ''].join('\n')}`);
    }
    return ExitCode.Healthy;
  }
  const { datanets, damaged } = await openAll(await knownDatanets(globals));
  if (options.json === true) {
    const document = {
      schema: 'weaklink.datanet-list/1',
      datanets: datanets.map(summaryOf),
      damaged,
    };
    output.result(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    output.result(datanets.map((datanet) => `${textOf(datanet)}\n`).join(''));
    if (datanets.length === 0)
      output.progress('There is no datanet. Make one: weaklink datanet add');
    for (const message of damaged) output.progress(sanitise(message));
  }
  return damaged.length === 0 ? ExitCode.Healthy : ExitCode.Fault;
};

async function openAll(directories: readonly string[]) {
  const datanets: Datanet[] = [];
  const damaged: string[] = [];
  for (const directory of directories) {
    try {
      datanets.push(await openDatanet(directory));
    } catch (error) {
      if (!(error instanceof WeaklinkError)) throw error;
      damaged.push(error.message);
    }
  }
  return { datanets, damaged };
}

function linesOf({ hash, live, owner, documents }: Content) {
  return documents.map((document) => ({
    title: document.title,
    hash,
    contributor: document.contributor,
    licence: document.licence,
    registered: document.registered,
    tokens: document.tokens,
    state: live ? (document === owner ? 'earns' : 'copy') : 'taken down',
    copiedFrom: document === owner ? null : { title: owner.title, contributor: owner.contributor },
  }));
}

function summaryOf(datanet: Datanet) {
  const { contents } = datanet.catalogue;
  const live = contents.filter((content) => content.live);
  const { length, falseCredit } = minimumFor(
    datanet.calibration,
    MAX_FALSE_CREDIT,
    datanet.tokeniser,
  );
  return {
    name: datanet.name,
    directory: datanet.directory,
    tokeniser: datanet.tokeniser.id,
    documents: live.length,
    copies: live.reduce((sum, { documents }) => sum + documents.length - 1, 0),
    takenDown: contents.length - live.length,
    tokens: live.reduce((sum, { owner }) => sum + owner.tokens, 0),
    built: datanet.built,
    unindexed: datanet.unindexed,
    minimum: { length, falseCredit },
  };
}

function textOf(datanet: Datanet) {
  const { name, documents, copies, takenDown, tokens, built, unindexed, minimum } =
    summaryOf(datanet);
  const parts = [
    `${documents} documents`,
    ...(copies > 0 ? [`${copies} copies`] : []),
    ...(takenDown > 0 ? [`${takenDown} taken down`] : []),
    `${tokens} ${datanet.tokeniser.unit}s`,
  ];
  const state =
    built === null
      ? 'not indexed yet'
      : `indexed ${built.slice(0, 10)}${unindexed > 0 ? `, ${unindexed} documents since` : ''}`;
  const rate = minimum.falseCredit === null ? 'not measured' : percent(minimum.falseCredit);
  return [
    safe`${name}: ${parts.join(', ')}`,
    safe`  ${state}; from ${minimum.length} ${datanet.tokeniser.unit}s on, false credit ${rate}`,
  ].join('\n');
}
