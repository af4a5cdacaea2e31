import { at, numberAt, textAt } from '../data/json.ts';
import { ends, type Read, read } from '../data/read.ts';
import { type Collection, distanceIn, instantIn, type VectorStore } from './engine.ts';
import type { VectorstoreOptions } from './options.ts';
import { idsIn, type VectorHttp } from './vector-http.ts';

/** Weaviate: schema and shards over REST, entries over GraphQL. */
export function weaviate(http: VectorHttp, options: VectorstoreOptions): VectorStore {
  const { collection, vectorField } = options;
  const targets = vectorField === undefined ? '' : `targetVectors: ["${vectorField}"]`;
  const own = vectorField === undefined ? 'vector' : `vectors { ${vectorField} }`;

  /** The entries that a query of GraphQL gives; its errors come with status 200. */
  async function ask(query: string, kind: 'Get' | 'Aggregate'): Promise<Read<readonly unknown[]>> {
    const asked = await http.json('/v1/graphql', { query: `{ ${query} }` });
    if (asked.kind === 'finding') return asked;
    const error = textAt(asked.value, 'errors', 0, 'message');
    if (error !== undefined) return http.refused(error);
    const list = at(asked.value, 'data', kind, collection);
    return Array.isArray(list) ? read(list) : http.malformed(`list of ${kind}`);
  }

  async function indexState(): Promise<Read<Pick<Collection, 'index' | 'indexWords'>>> {
    const shards = await http.json(`/v1/schema/${collection}/shards`);
    if (shards.kind === 'finding') return shards;
    const states = Array.isArray(shards.value)
      ? shards.value.map((shard) => textAt(shard, 'status') ?? '?')
      : [];
    const sick = states.find((state) => state !== 'READY');
    const index = sick === undefined ? 'ready' : sick === 'INDEXING' ? 'building' : 'failed';
    return read({ index, indexWords: `shards ${[...new Set(states)].join(', ')}` });
  }

  return {
    async describe() {
      const meta = await http.json('/v1/meta');
      if (meta.kind === 'finding') return meta;
      const schema = await http.json(`/v1/schema/${collection}`);
      if (schema.kind === 'finding') return schema;
      const state = await indexState();
      if (state.kind === 'finding') return state;
      const counted = await ask(`Aggregate { ${collection} { meta { count } } }`, 'Aggregate');
      if (counted.kind === 'finding') return counted;
      const sample = await ask(`Get { ${collection}(limit: 1) { _additional { ${own} } } }`, 'Get');
      if (sample.kind === 'finding') return ends(sample.finding);
      const extra = at(sample.value, 0, '_additional');
      const vector =
        vectorField === undefined ? at(extra, 'vector') : at(extra, 'vectors', vectorField);
      const config =
        at(schema.value, 'vectorConfig', vectorField ?? '', 'vectorIndexConfig') ??
        at(schema.value, 'vectorIndexConfig');
      return read({
        version: textAt(meta.value, 'version') ?? null,
        count: numberAt(counted.value, 0, 'meta', 'count') ?? null,
        // No setting says it: the first entry does.
        dimension: Array.isArray(vector) && vector.length > 0 ? vector.length : null,
        distance: distanceIn(at(config, 'distance')),
        ...state.value,
      });
    },

    async nearest(vector, count) {
      const near = `nearVector: { vector: ${JSON.stringify(vector)} ${targets} }, limit: ${count}`;
      const asked = await ask(`Get { ${collection}(${near}) { _additional { id } } }`, 'Get');
      if (asked.kind === 'finding') return asked;
      return read(idsIn(asked.value, '_additional', 'id') ?? []);
    },

    async newest(field) {
      const sort = `sort: [{ path: ["${field}"], order: desc }], limit: 1`;
      // Names that begin with an underscore are the store's own.
      const isOwn = field === '_lastUpdateTimeUnix' || field === '_creationTimeUnix';
      const shown = isOwn ? `_additional { ${field.slice(1)} }` : field;
      const asked = await ask(`Get { ${collection}(${sort}) { ${shown} } }`, 'Get');
      if (asked.kind === 'finding') return asked;
      const [first] = asked.value;
      return read(instantIn(isOwn ? at(first, '_additional', field.slice(1)) : at(first, field)));
    },
  };
}
