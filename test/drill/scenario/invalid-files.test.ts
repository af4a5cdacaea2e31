import { join } from 'node:path';
import { describe } from 'vitest';
import { loadScenario } from '../../../src/drill/scenario/load.ts';
import { invalidFilesAreToldWell } from '../../support/invalid-files.ts';
import { smallCatalogue } from './small-catalogue.ts';

describe('an invalid scenario file', () => {
  invalidFilesAreToldWell({
    folder: join('fixtures', 'scenarios'),
    load: (text, name) => loadScenario(text, name, smallCatalogue),
    secrets: /correct|horse|battery/,
  });
});
