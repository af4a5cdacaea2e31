import { formatKubernetesObject } from '../../src/chain/kubernetes-address.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { commandLine } from '../network/shell-words.ts';
import { type KubernetesOptions, objectOf } from './options.ts';

/** What kubectl is asked for, for each thing that a look reads. */
export function commandOf(options: KubernetesOptions): SafeText {
  const kubectl = kubectlWords(options).join(' ');
  const object = objectOf(options);
  const get = (what: string) => `${kubectl} get ${what}`;
  switch (object.kind) {
    case 'api':
      return commandLine([get(`--raw ${shellQuote('/readyz?verbose')}`)]);
    case 'labelled':
      return commandLine([get(`pods -l ${shellQuote(object.selector)} -o yaml`)]);
    case 'namespace':
      return commandLine([
        `${kubectl} -n ${shellQuote(object.name)} get resourcequotas,events -o yaml`,
      ]);
    case 'deployment':
    case 'statefulset':
    case 'daemonset': {
      const one = shellQuote(formatKubernetesObject(object));
      return commandLine([get(`${one} -o yaml`), '&&', get('pods,events -o wide')]);
    }
    case 'service': {
      const slices = `kubernetes.io/service-name=${object.name}`;
      const one = shellQuote(formatKubernetesObject(object));
      return commandLine([
        get(`${one} -o yaml`),
        '&&',
        get(`endpointslices -l ${shellQuote(slices)} -o yaml`),
      ]);
    }
    default:
      return commandLine([get(`${shellQuote(formatKubernetesObject(object))} -o yaml`)]);
  }
}

/** The way to the cluster; a secret stands as a reference that the shell fills in. */
function kubectlWords(options: KubernetesOptions): readonly string[] {
  const { kubeconfig, context, namespace, server, token, ca, insecure } = options;
  const flag = (name: string, value: string | undefined) =>
    value === undefined ? [] : [`--${name}=${shellQuote(value)}`];
  return [
    'kubectl',
    ...flag('kubeconfig', kubeconfig),
    ...flag('context', context),
    ...flag('server', server),
    ...(token === undefined ? [] : [`--token="${shellReference(token)}"`]),
    ...flag('certificate-authority', ca),
    ...(insecure && server !== undefined ? ['--insecure-skip-tls-verify'] : []),
    ...(namespace === undefined ? [] : ['-n', shellQuote(namespace)]),
  ];
}

function shellReference(reference: string): string {
  return reference.startsWith('env:')
    ? `$${reference.slice('env:'.length)}`
    : `$(cat ${shellQuote(reference.slice('file:'.length))})`;
}
