import { shellQuote } from '../../src/text/shell-quote.ts';
import { authOf } from '../auth/options.ts';
import { awsKeyWords } from '../aws/command.ts';
import { dialectOf } from './dialects/registry.ts';
import type { OpenaiOptions } from './options.ts';
import { questionByHand } from './question.ts';
import { statedRequest } from './request.ts';
import { regionOf } from './sign.ts';

/**
 * The line of the vendor's own program that asks Bedrock the same, whole instead of streamed; undefined
 * where nothing is signed. The curl of many machines cannot: it signs the colon in a model's name in a
 * way of its own.
 */
export function bedrockWords(options: OpenaiOptions): readonly string[] | undefined {
  const { api, aws, ca } = options;
  const auth = options.auth && authOf(options.auth);
  const isSigned = aws !== undefined || auth?.cloud === 'aws';
  if (!isSigned || (api !== 'bedrock' && api !== 'bedrock-invoke')) return undefined;
  const profile = auth?.cloud === 'aws' ? auth.profile : undefined;
  const stated = auth?.cloud === 'aws' ? auth.region : undefined;
  const question = questionWords(options);
  const { origin } = statedRequest(options, options.canary).url;
  return [
    ...question.before,
    ...(aws ? awsKeyWords(aws) : []),
    'aws',
    ...question.words,
    '--region',
    stated ?? regionOf(options),
    ...(/\.amazonaws\.com$/.test(origin) ? [] : ['--endpoint-url', shellQuote(origin)]),
    ...(profile === undefined ? [] : ['--profile', shellQuote(profile)]),
    ...(ca === undefined ? [] : ['--ca-bundle', shellQuote(ca)]),
    ...question.after,
  ];
}

interface Words {
  readonly before: readonly string[];
  readonly words: readonly string[];
  readonly after: readonly string[];
}

function questionWords(options: OpenaiOptions): Words {
  const { api, canary, model = '' } = options;
  if (!canary) return { before: [], words: ['bedrock list-foundation-models'], after: [] };
  const question = dialectOf(options).question(options, questionByHand(canary));
  if (api === 'bedrock-invoke') {
    return {
      // Both versions of the program take a document as it is from a file alone, and write the answer to one.
      before: ["printf '%s'", shellQuote(JSON.stringify(question)), '|'],
      words: [
        'bedrock-runtime invoke-model --body fileb:///dev/stdin --model-id',
        shellQuote(model),
      ],
      after: ['/dev/stdout | cat'],
    };
  }
  const { messages, inferenceConfig } = question;
  const words = [
    'bedrock-runtime converse --model-id',
    shellQuote(model),
    '--messages',
    shellQuote(JSON.stringify(messages)),
    '--inference-config',
    shellQuote(JSON.stringify(inferenceConfig)),
  ];
  return { before: [], words, after: [] };
}
