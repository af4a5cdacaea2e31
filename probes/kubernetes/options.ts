import { z } from 'zod';
import {
  isNamespace,
  type KubernetesObject,
  parseKubernetesObject,
} from '../../src/chain/kubernetes-address.ts';
import { secretReference } from '../../src/platform/secrets.ts';
import { isUrlOf } from '../data/options.ts';

const absolutePath = z
  .string()
  .max(4_096)
  .regex(/^\/[^\0]*$/, 'must be an absolute path');
/** Cards of one node, or parts of cards. */
const MOST_GPUS = 1_024;

export const kubernetesOptions = z
  .strictObject({
    /** What is looked at: `deployment/vllm`, `pods/app=vllm`, `service/vllm`, `node/gpu-1`, `api`. */
    object: z
      .string()
      .refine(
        (text) => parseKubernetesObject(text) !== undefined,
        'must be KIND/NAME, pods/SELECTOR or api: deployment/vllm, pods/app=vllm, node/gpu-1',
      ),
    /** Default: that of the context, else `default`. */
    namespace: z.string().refine(isNamespace, 'is not the name of a namespace').optional(),
    /** Default: the current one. */
    context: z.string().min(1).max(512).optional(),
    /** Path, where the look stands; else KUBECONFIG, ~/.kube/config, or the account of the pod there. */
    kubeconfig: absolutePath.optional(),
    /** Instead of a kubeconfig: the API server … */
    server: z
      .string()
      .max(2_048)
      .refine(
        (text) => isUrlOf(text, ['https', 'http']),
        'must be a URL such as https://10.0.0.1:6443',
      )
      .optional(),
    /** … a token for it … */
    token: secretReference().optional(),
    /** … and a PEM file of the authorities that it is trusted by. */
    ca: absolutePath.optional(),
    /** Take any certificate, where the kubeconfig says so: the credentials go to whoever answers. */
    insecure: z.boolean().default(false),
    /** GPUs that a node has to offer. */
    gpus: z.int().min(1).max(MOST_GPUS).optional(),
  })
  .refine(
    ({ server, kubeconfig, context }) =>
      server === undefined || (kubeconfig === undefined && context === undefined),
    'state either a server or a kubeconfig with its context',
  )
  .refine(
    ({ server, token, ca }) => server !== undefined || (token === undefined && ca === undefined),
    'token and ca belong to server',
  );

export type KubernetesOptions = z.infer<typeof kubernetesOptions>;

/** The object of options that were checked. */
export function objectOf({ object }: Pick<KubernetesOptions, 'object'>): KubernetesObject {
  return parseKubernetesObject(object) ?? { kind: 'api' };
}
