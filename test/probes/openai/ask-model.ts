import type { RequestListener } from 'node:http';
import { openaiProbe } from '../../../probes/openai/index.ts';
import type { Finding, LookContext } from '../../../probes/probe.ts';
import { listenHttp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';

/** Asks a model API that does what `handler` does the question whose answer is `four is right`. */
export async function askModel(
  handler: RequestListener,
  options: object = {},
  context: Partial<LookContext> = {},
): Promise<Finding> {
  const server = await listenHttp(handler);
  try {
    return await lookAt(
      openaiProbe,
      {
        url: `http://${server.address}/v1`,
        model: 'small',
        canary: { prompt: 'What is two and two?', answer: 'four is right' },
        ...options,
      },
      { deadlineMs: 2_000, ...context },
    );
  } finally {
    await server.close();
  }
}
