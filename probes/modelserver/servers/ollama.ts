import { at, numberAt, textAt } from '../../data/json.ts';
import { isSameModel } from '../../openai/served-model.ts';
import { unready } from '../server-asker.ts';
import type { Sign } from '../sign.ts';
import type { ModelServer, ServedModel } from './server.ts';

/** Models on disk or in memory that are looked at. */
const MAX_MODELS = 1_000;
/** It rounds both sizes; less than that beside the card is its own bookkeeping. */
const OFFLOADED_SHARE = 0.01;

interface Loaded {
  readonly name: string;
  readonly bytes: number;
  readonly vramBytes: number;
  readonly context: number | undefined;
}

export const ollama: ModelServer = {
  title: 'Ollama',
  health: '/api/ps',
  recognise: [{ path: '/', by: ({ text }) => text.trim() === 'Ollama is running' }],
  names: null,

  async describe(asker, { model }) {
    const tags = await asker.get('/api/tags');
    if (!tags) return { signs: [], models: null };
    if (tags.status !== 200) return { signs: [unready(tags, '/api/tags')], models: null };
    const version = textAt((await asker.may('/api/version'))?.json, 'version');
    const loaded = loadedIn((await asker.may('/api/ps'))?.json);
    const context = new Map(loaded.map((one) => [one.name, one.context]));
    const watched = loaded.filter(({ name }) => model === undefined || isSameModel(model, name));
    const bytes = watched.reduce((sum, one) => sum + one.bytes, 0);
    const vramBytes = watched.reduce((sum, one) => sum + one.vramBytes, 0);
    return {
      signs: watched.flatMap(offload),
      version,
      models: modelsIn(tags.json, context),
      // One that nobody asked for minutes is unloaded: no fault, the next answer only begins later.
      facts: { 'server.loaded': loaded.map(({ name }) => name).join(', ') },
      measures:
        bytes > 0
          ? [
              { name: 'server.model_size', value: bytes, unit: 'bytes' },
              {
                name: 'server.on_gpu',
                value: Math.round((1_000 * vramBytes) / bytes) / 10,
                unit: '%',
              },
            ]
          : [],
    };
  },
};

function modelsIn(
  document: unknown,
  context: ReadonlyMap<string, number | undefined>,
): readonly ServedModel[] | null {
  const list = at(document, 'models');
  if (!Array.isArray(list)) return null;
  return list.slice(0, MAX_MODELS).flatMap((entry): readonly ServedModel[] => {
    const name = textAt(entry, 'name') ?? textAt(entry, 'model');
    if (name === undefined) return [];
    return [{ name, revision: textAt(entry, 'digest'), context: context.get(name) }];
  });
}

function loadedIn(document: unknown): readonly Loaded[] {
  const list = at(document, 'models');
  if (!Array.isArray(list)) return [];
  return list.slice(0, MAX_MODELS).map((entry) => ({
    name: textAt(entry, 'name') ?? '',
    bytes: numberAt(entry, 'size') ?? 0,
    vramBytes: numberAt(entry, 'size_vram') ?? 0,
    context: numberAt(entry, 'context_length'),
  }));
}

function offload({ name, bytes, vramBytes }: Loaded): readonly Sign[] {
  if (bytes <= 0 || vramBytes >= bytes * (1 - OFFLOADED_SHARE)) return [];
  const share = Math.round((100 * vramBytes) / bytes);
  const where = share === 0 ? 'none of it is on the GPU' : `${share} % of it is on the GPU`;
  return [{ symptom: 'server.cpu_offload', words: `${name}: ${where}` }];
}
