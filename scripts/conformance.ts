/** Writes the published table of model APIs. A test compares it with what stands in `probes/`. */
import { writeFileSync } from 'node:fs';
import { families } from '../test/probes/openai/conformance/states/index.ts';
import { modelApisPage } from './conformance/model-apis.ts';

writeFileSync('probes/openai/CONFORMANCE.md', modelApisPage(families));
