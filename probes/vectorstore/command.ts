import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { curlHeader } from '../http/headers.ts';
import { commandLine } from '../network/shell-words.ts';
import { commandOf as psql } from '../postgres/command.ts';
import { postgresOptions } from '../postgres/options.ts';
import type { VectorstoreOptions } from './options.ts';

/** The request that shows the state of the collection. */
export function commandOf(options: VectorstoreOptions): SafeText {
  const { engine, url, collection, key } = options;
  if (engine === 'pgvector') {
    const table = { name: collection };
    return psql(
      postgresOptions.parse({ url, ...(key === undefined ? {} : { password: key }), table }),
    );
  }
  const base = url.replace(/\/*$/, '');
  const name = { qdrant: 'api-key', chroma: 'x-chroma-token' }[engine as string] ?? 'authorization';
  const value = name === 'authorization' ? `Bearer ${key}` : `${key}`;
  const header = key === undefined ? [] : [curlHeader(name, value, shellQuote)];
  const database = options.database ?? 'default_database';
  const paths = {
    qdrant: [shellQuote(`${base}/collections/${collection}`)],
    weaviate: [shellQuote(`${base}/v1/schema/${collection}`)],
    chroma: [
      shellQuote(
        `${base}/api/v2/tenants/${options.tenant}/databases/${database}/collections/${collection}`,
      ),
    ],
    milvus: [
      '-H',
      shellQuote('content-type: application/json'),
      '-d',
      shellQuote(JSON.stringify({ collectionName: collection })),
      shellQuote(`${base}/v2/vectordb/collections/describe`),
    ],
  };
  return commandLine(['curl -sS -i', ...header, ...paths[engine]]);
}
