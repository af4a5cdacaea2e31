/** What a figure of a service is made of; `W` stands for the range, `L` for the labels, `M` for more matchers. */
export interface Family {
  /** Figures with these words in their names come from it. */
  readonly name: string;
  /** Labels that name the service, the most telling first. */
  readonly service: readonly string[];
  /** Labels that name the caller, where a figure is of one call. */
  readonly caller?: readonly string[];
  /** Matchers that every query has: one of two reporters, real containers only. */
  readonly matchers?: string;
  /** Counter of requests. */
  readonly requests?: string;
  /** Counter of failed requests; absent where a label of `requests` tells. */
  readonly failures?: string;
  /** Label of `requests` that holds the status, and the values that are failures. */
  readonly status?: readonly (readonly [label: string, failures: string])[];
  /** Histogram (without `_bucket`) or summary of durations, with its unit. */
  readonly latency?: readonly [metric: string, unit: 's' | 'ms'];
  /** For a call: who measured it. */
  readonly side?: 'source' | 'destination';
  /** Gauges, or counters in seconds whose rate is a share, and what they are called in the case. */
  readonly gauges?: readonly (readonly [metric: string, name: string])[];
  readonly rates?: readonly (readonly [metric: string, name: string])[];
}

const byJob = ['service_name', 'service', 'app', 'job'] as const;
const server = '5..';
const httpStatus = [
  ['http_response_status_code', server],
  ['http_status_code', server],
  ['status_code', server],
  ['code', '5..|5xx'],
  ['status', '5..|5xx|error'],
] as const;

/**
 * Metrics by the names that their makers gave them. A family counts where Prometheus knows one of its
 * metrics; the first that measures a service's requests, latency or failures is taken for it.
 */
export const families: readonly Family[] = [
  {
    name: 'istio',
    service: ['destination_service_name', 'destination_workload'],
    matchers: 'reporter="destination"',
    requests: 'istio_requests_total',
    status: [['response_code', `${server}|0`]],
    latency: ['istio_request_duration_milliseconds', 'ms'],
  },
  {
    name: 'istio calls',
    service: ['destination_service_name', 'destination_workload'],
    caller: ['source_canonical_service', 'source_workload'],
    matchers: 'reporter="source"',
    requests: 'istio_requests_total',
    status: [['response_code', `${server}|0`]],
    latency: ['istio_request_duration_milliseconds', 'ms'],
    side: 'source',
  },
  {
    name: 'service graph',
    service: ['server'],
    caller: ['client'],
    requests: 'traces_service_graph_request_total',
    failures: 'traces_service_graph_request_failed_total',
    latency: ['traces_service_graph_request_client_seconds', 's'],
    side: 'source',
  },
  {
    name: 'service graph servers',
    service: ['server'],
    caller: ['client'],
    latency: ['traces_service_graph_request_server_seconds', 's'],
    side: 'destination',
  },
  {
    name: 'OpenTelemetry',
    service: byJob,
    requests: 'http_server_request_duration_seconds_count',
    status: httpStatus,
    latency: ['http_server_request_duration_seconds', 's'],
  },
  {
    name: 'OpenTelemetry before 1.20',
    service: byJob,
    requests: 'http_server_duration_milliseconds_count',
    status: httpStatus,
    latency: ['http_server_duration_milliseconds', 'ms'],
  },
  {
    name: 'HTTP',
    service: byJob,
    requests: 'http_requests_total',
    status: httpStatus,
    latency: ['http_request_duration_seconds', 's'],
  },
  {
    name: 'vLLM',
    service: byJob,
    requests: 'vllm:request_success_total',
    latency: ['vllm:e2e_request_latency_seconds', 's'],
    gauges: [
      ['vllm:num_requests_waiting', 'queue_waiting'],
      ['vllm:kv_cache_usage_perc', 'kv_cache_saturation'],
      ['vllm:gpu_cache_usage_perc', 'kv_cache_saturation'],
    ],
  },
  {
    name: 'LiteLLM',
    service: byJob,
    requests: 'litellm_proxy_total_requests_metric_total',
    failures: 'litellm_proxy_failed_requests_metric_total',
    latency: ['litellm_request_total_latency_metric', 's'],
  },
  {
    name: 'Traefik',
    service: ['exported_service', 'service'],
    requests: 'traefik_service_requests_total',
    status: [['code', server]],
    latency: ['traefik_service_request_duration_seconds', 's'],
  },
  {
    name: 'ingress-nginx',
    service: ['exported_service', 'service', 'ingress'],
    requests: 'nginx_ingress_controller_requests',
    status: [['status', server]],
    latency: ['nginx_ingress_controller_request_duration_seconds', 's'],
  },
  {
    name: 'nginx',
    service: byJob,
    requests: 'nginx_http_requests_total',
    gauges: [['nginx_connections_waiting', 'idle_clients']],
  },
  {
    name: 'HAProxy',
    service: ['proxy', 'backend'],
    requests: 'haproxy_backend_http_requests_total',
    gauges: [
      ['haproxy_backend_response_time_average_seconds', 'latency_seconds_mean'],
      ['haproxy_backend_current_queue', 'queue_waiting'],
    ],
  },
  {
    name: 'HAProxy answers',
    service: ['proxy', 'backend'],
    requests: 'haproxy_backend_http_responses_total',
    status: [['code', '5xx']],
  },
  {
    name: 'Envoy',
    service: ['envoy_cluster_name'],
    requests: 'envoy_cluster_upstream_rq_xx',
    status: [['envoy_response_code_class', '5']],
    latency: ['envoy_cluster_upstream_rq_time', 'ms'],
    gauges: [['envoy_cluster_upstream_rq_pending_active', 'queue_pending']],
  },
  {
    name: 'containers',
    service: ['container_label_com_docker_compose_service', 'container', 'name', 'pod'],
    matchers: 'container!="POD"',
    rates: [['container_cpu_usage_seconds_total', 'container_cpu']],
    gauges: [['container_memory_working_set_bytes', 'container_memory']],
  },
  {
    name: 'processes',
    service: byJob,
    rates: [['process_cpu_seconds_total', 'process_cpu']],
    gauges: [['process_resident_memory_bytes', 'process_memory']],
  },
  {
    // The engine leaves out what is of the machine; it is told in no service's name.
    name: 'machines',
    service: ['nodename', 'node', 'instance'],
    gauges: [['node_load1', 'node_load']],
  },
];

/** The metrics by which a family is recognised. */
export function metricsOf(family: Family): readonly string[] {
  return [
    ...(family.requests === undefined ? [] : [family.requests]),
    ...(family.failures === undefined ? [] : [family.failures]),
    ...(family.latency === undefined
      ? []
      : [`${family.latency[0]}_bucket`, family.latency[0], `${family.latency[0]}_sum`]),
    ...(family.gauges ?? []).map(([metric]) => metric),
    ...(family.rates ?? []).map(([metric]) => metric),
  ];
}
