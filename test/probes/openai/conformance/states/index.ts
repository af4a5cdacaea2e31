import type { Row, Stated } from '../ask-vendor.ts';
import * as anthropic from './anthropic.ts';
import * as azure from './azure.ts';
import * as bedrock from './bedrock.ts';
import * as compatible from './compatible.ts';
import * as gemini from './gemini.ts';
import * as openai from './openai.ts';
import * as responses from './responses.ts';

/** Documented states of one family of model APIs, and where they are documented. */
export interface Family {
  readonly title: string;
  /** Of the option `api`; the first is asked in the tests of the rows. */
  readonly apis: readonly string[];
  readonly source: string;
  readonly stated: Stated;
  readonly rows: readonly Row[];
}

export const families: readonly Family[] = [
  {
    title: 'OpenAI, chat completions',
    apis: ['openai'],
    source: 'its API reference and its guides to error codes and rate limits',
    ...openai,
  },
  {
    title: 'Servers and gateways that speak as OpenAI does',
    apis: ['openai'],
    source: 'the errors that each describes or writes, by its name',
    ...compatible,
  },
  {
    title: 'OpenAI, Responses',
    apis: ['responses'],
    source:
      'its API reference, streaming events; what it refuses it refuses as chat completions do',
    ...responses,
  },
  {
    title: 'Azure OpenAI',
    apis: ['azure'],
    source: 'its REST reference, quotas and limits, content filtering',
    ...azure,
  },
  {
    title: 'Anthropic, Messages',
    apis: ['anthropic'],
    source: 'its reference, pages "Errors", "Streaming" and "Rate limits"',
    ...anthropic,
  },
  {
    title: 'Google, Gemini API and Vertex AI',
    apis: ['gemini'],
    source: 'the reference of generateContent, "Troubleshooting" and "Rate limits"',
    ...gemini,
  },
  {
    title: 'Amazon Bedrock, Converse and InvokeModel',
    apis: ['bedrock', 'bedrock-invoke'],
    source: 'its reference of Converse and InvokeModel, and its guide to errors',
    ...bedrock,
  },
];
