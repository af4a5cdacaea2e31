import { describe, expect, test } from 'vitest';
import {
  formatKubernetesObject,
  parseKubernetesAddress,
  parseKubernetesObject,
} from '../../src/chain/kubernetes-address.ts';

describe('an object of a cluster', () => {
  test.each([
    ['deployment/vllm', { kind: 'deployment', name: 'vllm' }],
    ['deploy/vllm', { kind: 'deployment', name: 'vllm' }],
    ['sts/qdrant-0.a', { kind: 'statefulset', name: 'qdrant-0.a' }],
    ['pod/vllm-0', { kind: 'pod', name: 'vllm-0' }],
    ['pods/app=vllm', { kind: 'labelled', selector: 'app=vllm' }],
    ['pods/app in (a,b),!canary', { kind: 'labelled', selector: 'app in (a,b),!canary' }],
    ['no/gpu-1', { kind: 'node', name: 'gpu-1' }],
    ['api', { kind: 'api' }],
  ])('%s', (text, object) => {
    expect(parseKubernetesObject(text)).toEqual(object);
  });

  test.each([
    '',
    'vllm',
    'secret/key',
    'pod/',
    'pod/UPPER',
    'pod/a b',
    'pod/../x',
    'pods/a=b&limit=0',
    `pod/${'a'.repeat(300)}`,
  ])('"%s" is none', (text) => expect(parseKubernetesObject(text)).toBeUndefined());

  test('is written as kubectl takes it', () => {
    const written = (text: string) => {
      const object = parseKubernetesObject(text);
      return object && formatKubernetesObject(object);
    };
    expect(written('isvc/qwen')).toBe('inferenceservice/qwen');
    expect(written('po/app=vllm')).toBe('pods/app=vllm');
    expect(written('hpa/vllm')).toBe('horizontalpodautoscaler/vllm');
  });
});

describe('an address', () => {
  test.each([
    ['k8s:llm/deployment/vllm', { namespace: 'llm', object: 'deployment/vllm' }],
    ['k8s:node/gpu-1', { object: 'node/gpu-1' }],
    ['k8s:namespace/llm', { object: 'namespace/llm' }],
    ['k8s:api', { object: 'api' }],
  ])('%s', (text, address) => {
    expect(parseKubernetesAddress(text)).toEqual(address);
  });

  test.each([
    'llm/deployment/vllm',
    'k8s:deployment/vllm',
    'k8s:llm/node/gpu-1',
    'k8s:LLM/pod/a',
    'k8s:',
    'k8s:a/b/c/d',
  ])('%s is none', (text) => expect(parseKubernetesAddress(text)).toBeUndefined());
});
