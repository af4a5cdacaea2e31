export { Engine, type EngineAnswer, type EngineFailure } from '../../src/vantage/docker/engine.ts';
