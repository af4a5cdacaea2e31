import { at, numberAt, textAt } from '../data/json.ts';
import { read } from '../data/read.ts';
import { distanceIn, type VectorStore } from './engine.ts';
import type { VectorstoreOptions } from './options.ts';
import type { VectorHttp } from './vector-http.ts';

/** Chroma, over its API v2. */
export function chroma(http: VectorHttp, options: VectorstoreOptions): VectorStore {
  const database = options.database ?? 'default_database';
  const path = `/api/v2/tenants/${options.tenant}/databases/${database}/collections`;
  let id = '';
  return {
    async describe() {
      const version = await http.json('/api/v2/version');
      if (version.kind === 'finding') return version;
      const asked = await http.json(`${path}/${encodeURIComponent(options.collection)}`);
      if (asked.kind === 'finding') return asked;
      id = textAt(asked.value, 'id') ?? '';
      if (id === '') return http.malformed('id of the collection');
      const counted = await http.json(`${path}/${encodeURIComponent(id)}/count`);
      if (counted.kind === 'finding') return counted;
      const settings = at(asked.value, 'configuration_json');
      const space =
        at(settings, 'hnsw', 'space') ??
        at(settings, 'spann', 'space') ??
        at(asked.value, 'metadata', 'hnsw:space');
      return read({
        version: typeof version.value === 'string' ? version.value : null,
        count: typeof counted.value === 'number' ? counted.value : null,
        dimension: numberAt(asked.value, 'dimension') ?? null,
        distance: distanceIn(space),
        index: null,
        indexWords: '',
      });
    },

    async nearest(vector, count) {
      const body = { query_embeddings: [vector], n_results: count, include: ['distances'] };
      const asked = await http.json(`${path}/${encodeURIComponent(id)}/query`, body);
      if (asked.kind === 'finding') return asked;
      const ids = at(asked.value, 'ids', 0);
      return Array.isArray(ids) ? read(ids.map(String)) : http.malformed('list of ids');
    },

    // The options refuse to ask for it.
    newest: async () => read(Number.NaN),
  };
}
