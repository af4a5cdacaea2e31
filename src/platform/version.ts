import manifest from '../../package.json' with { type: 'json' };

/** Of weaklink, as its package says. The bundler writes it in. */
export const version: string = manifest.version;
