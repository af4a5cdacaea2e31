import { at, numberAt, textAt } from '../data/json.ts';
import { type Read, read } from '../data/read.ts';
import { type Collection, distanceIn, type VectorStore } from './engine.ts';
import type { VectorstoreOptions } from './options.ts';
import { idsIn, type VectorHttp } from './vector-http.ts';

const states: Readonly<Record<string, Collection['index']>> = {
  LoadStateLoaded: 'ready',
  LoadStateLoading: 'unloaded',
  LoadStateNotLoad: 'unloaded',
};

/** Milvus 2.4 and later, over its RESTful API v2. */
export function milvus(http: VectorHttp, options: VectorstoreOptions): VectorStore {
  const own = {
    collectionName: options.collection,
    ...(options.database === undefined ? {} : { dbName: options.database }),
  };
  let idName = 'id';
  let vectorName = options.vectorField;

  /** Its answers all have status 200; `code` says how it went. */
  async function ask(path: string, more: object = {}): Promise<Read<unknown>> {
    const asked = await http.json(`/v2/vectordb/${path}`, { ...own, ...more });
    if (asked.kind === 'finding') return asked;
    const code = numberAt(asked.value, 'code');
    if (code === undefined) return http.malformed('code');
    // 200 was the code of success in the first version of the API.
    if (code === 0 || code === 200) return read(at(asked.value, 'data'));
    return http.refused(`code ${code}: ${textAt(asked.value, 'message') ?? ''}`);
  }

  function learn(fields: unknown, indexes: unknown) {
    const list: readonly unknown[] = Array.isArray(fields) ? fields : [];
    idName =
      textAt(
        list.find((one) => at(one, 'primaryKey') === true),
        'name',
      ) ?? idName;
    const vectors = list.filter((one) => /Vector$/.test(textAt(one, 'type') ?? ''));
    const vector = vectors.find((one) => textAt(one, 'name') === vectorName) ?? vectors[0];
    vectorName ??= textAt(vector, 'name');
    const params = at(vector, 'params');
    const dimension = Array.isArray(params)
      ? params.find((one: unknown) => textAt(one, 'key') === 'dim')
      : undefined;
    const index = Array.isArray(indexes)
      ? indexes.find((one: unknown) => textAt(one, 'fieldName') === vectorName)
      : undefined;
    const dim = Number(at(dimension, 'value'));
    return {
      dimension: Number.isInteger(dim) ? dim : null,
      distance: distanceIn(at(index, 'metricType')),
    };
  }

  return {
    async describe() {
      const described = await ask('collections/describe');
      if (described.kind === 'finding') return described;
      const load = textAt(described.value, 'load') ?? '';
      const shape = learn(at(described.value, 'fields'), at(described.value, 'indexes'));
      const stats = await ask('collections/get_stats');
      if (stats.kind === 'finding') return stats;
      const count = Number(at(stats.value, 'rowCount'));
      return read({
        version: null,
        count: Number.isInteger(count) ? count : null,
        ...shape,
        index: states[load] ?? null,
        indexWords: load,
      });
    },

    async nearest(vector, count) {
      const asked = await ask('entities/search', {
        data: [vector],
        limit: count,
        outputFields: [idName],
        ...(vectorName === undefined ? {} : { annsField: vectorName }),
      });
      if (asked.kind === 'finding') return asked;
      const ids = idsIn(asked.value, idName);
      return ids ? read(ids) : http.malformed('list of entities');
    },

    // The options refuse to ask for it.
    newest: async () => read(Number.NaN),
  };
}
