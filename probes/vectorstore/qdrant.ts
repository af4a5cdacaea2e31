import { at, numberAt, textAt } from '../data/json.ts';
import { type Read, read } from '../data/read.ts';
import { type Collection, distanceIn, instantIn, type VectorStore } from './engine.ts';
import type { VectorstoreOptions } from './options.ts';
import { idsIn, type VectorHttp } from './vector-http.ts';

/** Colours of a collection: Qdrant, "Collections", collection info. Grey waits for an update to go on. */
const states: Readonly<Record<string, Collection['index']>> = {
  green: 'ready',
  yellow: 'building',
  grey: 'building',
  red: 'failed',
};

/** Qdrant from 1.10 on, over its REST API. */
export function qdrant(http: VectorHttp, options: VectorstoreOptions): VectorStore {
  const path = `/collections/${encodeURIComponent(options.collection)}`;
  const field = options.vectorField;
  return {
    async describe(): Promise<Read<Collection>> {
      const root = await http.json('/');
      if (root.kind === 'finding') return root;
      const asked = await http.json(path);
      if (asked.kind === 'finding') return asked;
      const result = at(asked.value, 'result');
      const status = textAt(result, 'status');
      if (status === undefined) return http.malformed('state of the collection');
      const vectors = at(result, 'config', 'params', 'vectors');
      // One nameless vector, or several by name.
      const own =
        at(vectors, 'size') === undefined ? at(vectors, field ?? firstOf(vectors)) : vectors;
      const optimizer = textAt(result, 'optimizer_status', 'error');
      return read({
        version: textAt(root.value, 'version') ?? null,
        count: numberAt(result, 'points_count') ?? null,
        dimension: numberAt(own, 'size') ?? null,
        distance: distanceIn(at(own, 'distance')),
        index: optimizer === undefined ? (states[status] ?? null) : 'failed',
        indexWords: optimizer === undefined ? `status ${status}` : `optimizer: ${optimizer}`,
      });
    },

    async nearest(vector, count) {
      const using = field === undefined ? {} : { using: field };
      const body = { query: vector, limit: count, with_payload: false, ...using };
      const asked = await http.json(`${path}/points/query`, body);
      if (asked.kind === 'finding') return asked;
      const ids = idsIn(at(asked.value, 'result', 'points'), 'id');
      return ids ? read(ids) : http.malformed('list of points');
    },

    async newest(key) {
      const body = { limit: 1, order_by: { key, direction: 'desc' }, with_payload: [key] };
      const asked = await http.json(`${path}/points/scroll`, body);
      if (asked.kind === 'finding') return asked;
      return read(instantIn(at(asked.value, 'result', 'points', 0, 'payload', key)));
    },
  };
}

function firstOf(vectors: unknown): string {
  return typeof vectors === 'object' && vectors !== null ? (Object.keys(vectors)[0] ?? '') : '';
}
