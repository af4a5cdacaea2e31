import type { Layout } from './layout.ts';
export function chainYamlOf(_layout: Layout, _intervalMs: number): string {
  return '';
}
