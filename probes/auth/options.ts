import { z } from 'zod';
import { awsSourceOptions, regionOption } from '../aws/options.ts';
import { azureTokenOptions } from '../azure/options.ts';
import { cloudOptions, webAddress } from '../cloud/options.ts';
import { gcpTokenOptions } from '../gcp/options.ts';

/** Scopes of one token; an API asks for one or two. */
const MOST_SCOPES = 8;

/** How the services are asked that hand out keys and tokens. */
const asking = {
  metadata: cloudOptions.metadata,
  resolver: cloudOptions.resolver,
  ca: cloudOptions.ca,
} as const;

const whole = z.discriminatedUnion('cloud', [
  z.strictObject({
    cloud: z.literal('aws'),
    /** Where requests are signed for; by default as the probe finds it. */
    region: regionOption.optional(),
    ...awsSourceOptions,
    /** Where roles and sign-ons are exchanged for keys. */
    endpoint: cloudOptions.endpoint,
    ...asking,
  }),
  z.strictObject({
    cloud: z.literal('gcp'),
    ...gcpTokenOptions,
    scopes: z.array(webAddress).min(1).max(MOST_SCOPES).optional(),
    ...asking,
  }),
  z.strictObject({
    cloud: z.literal('azure'),
    ...azureTokenOptions,
    /** Whom the token is for; by default what the probe asks. */
    resource: webAddress.optional(),
    ...asking,
  }),
]);

/** As whom a cloud knows weaklink where the look stands: `aws`, or where its keys come from as well. */
export const authOption = z.union([z.enum(['aws', 'gcp', 'azure']), whole]);

export type Auth = z.infer<typeof whole>;

export function authOf(stated: z.infer<typeof authOption>): Auth {
  return typeof stated === 'string' ? whole.parse({ cloud: stated }) : stated;
}
