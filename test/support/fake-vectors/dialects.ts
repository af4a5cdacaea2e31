import type { Listener } from '../listeners.ts';
import { type Asked, type FakeVectors, nearestOf, type Reply, serveFake } from './store.ts';

const ok = (body: unknown): Reply => ({ status: 200, body });

/** A fake Qdrant. */
export function fakeQdrant(state: FakeVectors): Promise<Listener> {
  const status = { ready: 'green', building: 'yellow', failed: 'red', unloaded: 'grey' };
  const fail = (code: number, error: string): Reply => ({
    status: code,
    body: { status: { error }, time: 0 },
  });
  return serveFake(({ path, body, headers }) => {
    if (state.key !== undefined && headers['api-key'] !== state.key) {
      return fail(401, 'Must provide an API key or an Authorization bearer token');
    }
    if (path === '/') return ok({ title: 'qdrant - vector search engine', version: '1.16.0' });
    const base = `/collections/${state.collection}`;
    if (!path.startsWith(base)) {
      return fail(404, `Not found: Collection \`${path.split('/')[2]}\` doesn't exist!`);
    }
    if (path === base) {
      const vectors = {
        size: state.dimension,
        distance: state.distance === 'cosine' ? 'Cosine' : 'Euclid',
      };
      return ok({
        result: {
          status: status[state.index],
          optimizer_status: state.index === 'failed' ? { error: 'no space left on device' } : 'ok',
          points_count: state.entries.length,
          config: { params: { vectors, shard_number: 1 } },
        },
        status: 'ok',
        time: 0.0001,
      });
    }
    if (path === `${base}/points/query`) {
      const query = body.query as number[];
      if (query.length !== state.dimension) {
        return fail(
          400,
          `Wrong input: Vector dimension error: expected dim: ${state.dimension}, got ${query.length}`,
        );
      }
      const points = nearestOf(state, query, Number(body.limit)).map(({ id }) => ({
        id,
        version: 0,
        score: 1,
      }));
      return ok({ result: { points }, status: 'ok', time: 0 });
    }
    const { key } = body.order_by as { key: string };
    const points = state.entries
      .toSorted((a, b) => b.atMs - a.atMs)
      .slice(0, Number(body.limit))
      .map(({ id, atMs }) => ({ id, payload: { [key]: new Date(atMs).toISOString() } }));
    return ok({ result: { points, next_page_offset: null }, status: 'ok', time: 0 });
  });
}

/** A fake Weaviate: of GraphQL it knows the shapes of query that the probe sends. */
export function fakeWeaviate(state: FakeVectors): Promise<Listener> {
  const shard = { ready: 'READY', building: 'INDEXING', failed: 'READONLY', unloaded: 'LOADING' };
  const distance = () => (state.distance === 'cosine' ? 'cosine' : 'l2-squared');
  return serveFake(({ path, body, headers }) => {
    if (state.key !== undefined && headers.authorization !== `Bearer ${state.key}`) {
      return { status: 401, body: { code: 401, message: 'unauthorized: invalid api key' } };
    }
    if (path === '/v1/meta')
      return ok({ hostname: 'http://[::]:8080', version: '1.34.0', modules: {} });
    if (path === '/v1/graphql') return graphql(state, String(body.query));
    if (!path.startsWith(`/v1/schema/${state.collection}`)) {
      return { status: 404, body: { error: [{ message: 'class not found' }] } };
    }
    return path.endsWith('/shards')
      ? ok([{ name: 'abc', status: shard[state.index], vectorQueueSize: 0 }])
      : ok({
          class: state.collection,
          vectorIndexType: 'hnsw',
          vectorIndexConfig: { distance: distance() },
        });
  });
}

function graphql(state: FakeVectors, query: string): Reply {
  const { collection, entries } = state;
  if (query.includes('Aggregate')) {
    return ok({ data: { Aggregate: { [collection]: [{ meta: { count: entries.length } }] } } });
  }
  const near = /vector: (\[[^\]]*\])/.exec(query)?.[1];
  if (near !== undefined) {
    const vector = JSON.parse(near) as number[];
    if (vector.length !== state.dimension) {
      const message = `explorer: get class: vector search: vector lengths don't match: ${state.dimension} vs ${vector.length}`;
      return ok({
        data: { Get: { [collection]: null } },
        errors: [{ message, path: ['Get', collection] }],
      });
    }
    const count = Number(/limit: (\d+)/.exec(query)?.[1]);
    const hits = nearestOf(state, vector, count).map(({ id }) => ({ _additional: { id } }));
    return ok({ data: { Get: { [collection]: hits } } });
  }
  const newest = entries.toSorted((a, b) => b.atMs - a.atMs)[0];
  const shown = query.includes('sort:')
    ? { _additional: { lastUpdateTimeUnix: String(newest?.atMs) } }
    : { _additional: { vector: entries[0]?.vector ?? [] } };
  return ok({ data: { Get: { [collection]: newest ? [shown] : [] } } });
}

/** A fake Milvus, RESTful API v2: every answer has status 200. */
export function fakeMilvus(state: FakeVectors): Promise<Listener> {
  const load = {
    ready: 'LoadStateLoaded',
    building: 'LoadStateLoaded',
    failed: 'LoadStateLoaded',
    unloaded: 'LoadStateNotLoad',
  };
  const fail = (code: number, message: string): Reply => ok({ code, message });
  return serveFake(({ path, body, headers }) => {
    if (state.key !== undefined && headers.authorization !== `Bearer ${state.key}`) {
      return fail(1800, "user hasn't authenticated");
    }
    if (body.collectionName !== state.collection) {
      return fail(
        100,
        `can't find collection[database=default][collection=${body.collectionName}]`,
      );
    }
    if (path.endsWith('/describe')) {
      return ok({
        code: 0,
        data: {
          collectionName: state.collection,
          fields: [
            { id: 100, name: 'pk', primaryKey: true, type: 'VarChar' },
            {
              id: 101,
              name: 'vec',
              primaryKey: false,
              type: 'FloatVector',
              params: [{ key: 'dim', value: String(state.dimension) }],
            },
          ],
          indexes: [
            {
              fieldName: 'vec',
              indexName: 'vec',
              metricType: state.distance === 'cosine' ? 'COSINE' : 'L2',
            },
          ],
          load: load[state.index],
        },
      });
    }
    if (path.endsWith('/get_stats'))
      return ok({ code: 0, data: { rowCount: state.entries.length } });
    if (body.annsField !== 'vec') return fail(1100, 'field not found');
    const [vector = []] = body.data as number[][];
    if (vector.length !== state.dimension) {
      return fail(
        65535,
        `vector dimension mismatch, expected vector size(byte) ${state.dimension * 4}, actual ${vector.length * 4}.`,
      );
    }
    const hits = nearestOf(state, vector, Number(body.limit)).map(({ id }) => ({
      pk: id,
      distance: 0,
    }));
    return ok({ code: 0, cost: 0, data: hits });
  });
}

/** A fake Chroma, API v2. */
export function fakeChroma(state: FakeVectors): Promise<Listener> {
  const base = '/api/v2/tenants/default_tenant/databases/default_database/collections';
  const id = '0b1f8c1e-6d39-4b8e-8f0a-1c2d3e4f5a6b';
  return serveFake(({ path, body, headers }: Asked) => {
    if (state.key !== undefined && headers['x-chroma-token'] !== state.key) {
      return { status: 403, body: { error: 'AuthError', message: 'Forbidden' } };
    }
    if (path === '/api/v2/version') return ok('1.3.0');
    if (path === `${base}/${id}/count`) return ok(state.entries.length);
    if (path === `${base}/${id}/query`) {
      const [vector = []] = body.query_embeddings as number[][];
      if (vector.length !== state.dimension) {
        const message = `Collection expecting embedding with dimension of ${state.dimension}, got ${vector.length}`;
        return { status: 400, body: { error: 'InvalidArgumentError', message } };
      }
      const ids = [nearestOf(state, vector, Number(body.n_results)).map((one) => one.id)];
      return ok({ ids, distances: [[]], include: ['distances'] });
    }
    if (path !== `${base}/${state.collection}`) {
      const message = `Collection [${path.split('/').at(-1)}] does not exist`;
      return { status: 404, body: { error: 'NotFoundError', message } };
    }
    const space = state.distance === 'cosine' ? 'cosine' : 'l2';
    return ok({
      id,
      name: state.collection,
      dimension: state.dimension,
      configuration_json: { hnsw: { space } },
    });
  });
}
