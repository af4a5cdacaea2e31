/** Writes the published JSON Schemas. A test compares them with what stands in `schema/`. */
import { writeFileSync } from 'node:fs';
import { probes } from '../probes/registry.ts';
import { documentLineJsonSchema } from '../src/attribution/datanet/intake/json-lines.ts';
import { mappingJsonSchema } from '../src/attribution/ingest/access-log/mapping-schema.ts';
import { lineageJsonSchema } from '../src/attribution/lineage/schema.ts';
import { influenceScoreJsonSchema } from '../src/attribution/methods/imported/scores-file.ts';
import { pricesJsonSchema } from '../src/attribution/prices/file-schema.ts';
import { chainJsonSchema } from '../src/chain/schema.ts';
import { faultModesJsonSchema } from '../src/diagnosis/modes/schema.ts';
import { diffJsonSchema, snapshotJsonSchema } from '../src/drift/schema.ts';
import { scenarioJsonSchema } from '../src/drill/scenario/schema.ts';
import { wholeCatalogue } from '../src/drill/scenario/whole-catalogue.ts';
import { drillJsonSchema } from '../src/report/drill/schema.ts';
import { flowJsonSchema } from '../src/report/flow/schema.ts';
import { policyJsonSchema } from '../src/report/policy/schema.ts';
import { reportJsonSchema } from '../src/report/schema.ts';

const schemas = {
  'schema/chain.schema.json': chainJsonSchema(probes),
  'schema/report.schema.json': reportJsonSchema(),
  'schema/scenario.schema.json': scenarioJsonSchema(wholeCatalogue()),
  'schema/drill.schema.json': drillJsonSchema(),
  'schema/datanet-document.schema.json': documentLineJsonSchema(),
  'schema/influence-score.schema.json': influenceScoreJsonSchema(),
  'schema/fault-modes.schema.json': faultModesJsonSchema(),
  'schema/log-mapping.schema.json': mappingJsonSchema(),
  'schema/prices.schema.json': pricesJsonSchema(),
  'schema/lineage.schema.json': lineageJsonSchema(),
  'schema/snapshot.schema.json': snapshotJsonSchema(),
  'schema/diff.schema.json': diffJsonSchema(),
  'schema/policy.schema.json': policyJsonSchema(),
  'schema/flow.schema.json': flowJsonSchema(),
};

for (const [path, schema] of Object.entries(schemas)) {
  writeFileSync(path, `${JSON.stringify(schema, null, 2)}\n`);
}
