import { expect, it } from 'vitest';
import { runExperiment } from '../../../src/drill/activities/run-experiment.ts';
import { resolveSettings } from '../../../src/drill/activities/settings.ts';
import { importExperiment } from '../../../src/drill/chaos-toolkit/import.ts';
import { journalOf } from '../../../src/drill/chaos-toolkit/journal.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { tools } from '../activities/tools.ts';
import { smallCatalogue } from '../scenario/small-catalogue.ts';

const secret = 'hunter2hunter2';
const experiment = {
  title: 'Says its secret',
  description: 'x',
  configuration: {
    host: '127.0.0.1',
    db_password: 'literal-password',
    smtp_password: { type: 'env', key: 'SMTP', default: 'default-password' },
  },
  secrets: { api: { token: { type: 'env', key: 'TOKEN' } } },
  'steady-state-hypothesis': {
    title: 'Fine',
    probes: [
      {
        type: 'probe',
        name: 'true',
        tolerance: 0,
        provider: { type: 'process', path: 'true' },
      },
    ],
  },
  method: [
    {
      type: 'action',
      name: 'tell',
      secrets: ['api'],
      provider: { type: 'process', path: 'echo', arguments: ['$' + '{token}'] },
      pauses: { after: 0.1 },
    },
    {
      type: 'action',
      name: 'missing',
      provider: { type: 'process', path: 'weaklink-no-such-program' },
    },
  ],
  rollbacks: [{ type: 'action', name: 'back', provider: { type: 'process', path: 'true' } }],
};

it('a run becomes a Chaos Toolkit journal, without a secret', async () => {
  const { scenario } = importExperiment(JSON.stringify(experiment), 'x.json', smallCatalogue);
  if (!scenario?.experiment) throw new Error('not imported');
  const redactor = createRedactor();
  const { configuration, document } = scenario.experiment;
  const settings = await resolveSettings(configuration, redactor, { TOKEN: secret });
  const record = await runExperiment(scenario.experiment, tools({ redactor, settings }));
  const journal = journalOf({ record, document, redactor });
  const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const done = { start: instant, end: instant, duration: expect.any(Number) };
  expect(journal).toMatchObject({
    'chaoslib-version': expect.stringMatching(/^weaklink \d/),
    status: 'completed',
    deviated: false,
    ...done,
    experiment: {
      title: 'Says its secret',
      configuration: { host: '127.0.0.1', db_password: '‹redacted›' },
      secrets: { api: { token: { type: 'env', key: 'TOKEN' } } },
    },
    steady_states: {
      before: {
        steady_state_met: true,
        probes: [{ tolerance_met: true, status: 'succeeded', ...done }],
      },
      after: { steady_state_met: true },
      during: [],
    },
    run: [
      {
        activity: { type: 'action', name: 'tell', pauses: { after: 0.1 } },
        status: 'succeeded',
        output: { status: 0, stdout: '‹redacted›\n' },
        ...done,
      },
      {
        status: 'failed',
        output: null,
        exception: ['weaklink-no-such-program could not be started'],
      },
    ],
    rollbacks: [{ activity: { name: 'back' }, status: 'succeeded' }],
  });
  expect(JSON.stringify(journal)).not.toMatch(/hunter2|literal-password|default-password/);
});
