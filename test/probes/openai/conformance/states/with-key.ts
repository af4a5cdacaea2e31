import type { FakeVendor } from '../../../../support/fakes/model-apis/fake-api.ts';
import type { Stated } from '../ask-vendor.ts';

/** How an API is stated that takes a key, `env:KEY`; `env:WRONG` is of the same form and is not its own. */
export function withKey(
  vendor: FakeVendor,
  base: string,
  { right, wrong }: { readonly right: string; readonly wrong: string },
  options: Readonly<Record<string, unknown>> = {},
): Stated {
  return {
    vendor,
    base,
    options: { key: 'env:KEY', ...options },
    secrets: { 'env:KEY': right, 'env:WRONG': wrong },
  };
}
