import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchCase } from '../../../../src/cli/rca/prometheus/fetch-case.ts';
import { rcaRequest } from '../../../../src/cli/rca/prometheus/options.ts';
import type { MetricCase } from '../../../../src/diagnosis/metrics/input/case.ts';
import { type Listener, listenHttp } from '../../../support/listeners.ts';
import { needsPrograms } from '../../../support/needs-program.ts';
import { PrometheusServer } from '../../../support/prometheus.ts';

/** Names and labels as the tools export them; `N` grows by 10 a scrape, of which `F` are failures. */
const exposition = `
istio_requests_total{reporter="destination",destination_service_name="reviews",source_workload="web",response_code="200"} N
istio_requests_total{reporter="destination",destination_service_name="reviews",source_workload="web",response_code="503"} F
istio_requests_total{reporter="source",destination_service_name="reviews",source_workload="web",response_code="200"} N
istio_request_duration_milliseconds_bucket{reporter="destination",destination_service_name="reviews",le="10"} 0
istio_request_duration_milliseconds_bucket{reporter="destination",destination_service_name="reviews",le="20"} N
istio_request_duration_milliseconds_bucket{reporter="destination",destination_service_name="reviews",le="+Inf"} N
envoy_cluster_upstream_rq_xx{envoy_cluster_name="cart",envoy_response_code_class="2"} N
envoy_cluster_upstream_rq_xx{envoy_cluster_name="cart",envoy_response_code_class="5"} N
envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="cart",le="25"} N
envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="cart",le="+Inf"} N
haproxy_backend_http_requests_total{proxy="pool"} N
haproxy_backend_http_responses_total{proxy="pool",code="2xx"} N
haproxy_backend_http_responses_total{proxy="pool",code="5xx"} F
haproxy_backend_response_time_average_seconds{proxy="pool"} 0.25
haproxy_backend_current_queue{proxy="pool"} 7
traefik_service_requests_total{service="shop@docker",code="200"} N
traefik_service_request_duration_seconds_sum{service="shop@docker"} N
traefik_service_request_duration_seconds_count{service="shop@docker"} N
nginx_ingress_controller_requests{service="front",status="200"} N
nginx_http_requests_total N
http_server_request_duration_seconds_count{service_name="otel",http_response_status_code="200"} N
http_server_request_duration_seconds_count{service_name="otel",http_response_status_code="500"} F
http_server_request_duration_seconds_bucket{service_name="otel",le="1"} N
http_server_request_duration_seconds_bucket{service_name="otel",le="+Inf"} N
vllm:request_success_total{finished_reason="stop"} N
vllm:e2e_request_latency_seconds_bucket{le="2"} N
vllm:e2e_request_latency_seconds_bucket{le="+Inf"} N
vllm:num_requests_waiting 12
vllm:kv_cache_usage_perc 0.5
litellm_proxy_total_requests_metric_total{requested_model="small"} N
litellm_proxy_failed_requests_metric_total{requested_model="small"} F
traces_service_graph_request_total{client="web",server="api"} N
traces_service_graph_request_failed_total{client="web",server="api"} F
traces_service_graph_request_client_seconds_bucket{client="web",server="api",le="1"} N
traces_service_graph_request_client_seconds_bucket{client="web",server="api",le="+Inf"} N
container_cpu_usage_seconds_total{container="redis"} N
container_memory_working_set_bytes{container="redis"} 1000
node_load1{instance="ignored"} 3
process_cpu_seconds_total N
rpc_duration_of_nobody_known 5
`;

describe.runIf(needsPrograms('prometheus'))(
  'a case from a Prometheus that scrapes what well-known tools export',
  { timeout: 60_000 },
  () => {
    let listener: Listener;
    let server: PrometheusServer;
    let found: MetricCase;

    beforeAll(async () => {
      let count = 0;
      listener = await listenHttp((_, response) => {
        count += 1;
        const text = exposition
          .trimStart()
          .replaceAll(/ N$/gm, ` ${count * 10}`)
          .replaceAll(/ F$/gm, ` ${count}`);
        response.end(text);
      });
      server = await PrometheusServer.start({
        jobs: { tools: [listener.address] },
        scrapesItself: false,
      });
      while ((await server.query('count_over_time(up[1m]) >= 8')).length === 0) await pause(200);
      const request = rcaRequest(
        { prometheus: server.url, before: '2m', after: '10s' },
        Date.now(),
      );
      found = await fetchCase(request, new AbortController().signal);
    }, 60_000);
    afterAll(async () => {
      await server.close();
      await listener.close();
    });

    /** The last value of a figure. */
    const last = (owner: string, metric: string): number | undefined => {
      const [service, callee] = owner.split('>');
      return found.series
        .find((one) => one.service === service && one.callee === callee && one.metric === metric)
        ?.values.findLast(Number.isFinite);
    };

    test.each([
      ['reviews', 'error_ratio', 1 / 11],
      ['reviews', 'latency_ms_p50', 0.015],
      ['web>reviews', 'error_ratio', 0],
      ['cart', 'error_ratio', 0.5],
      ['cart', 'latency_ms_p90', 0.0225],
      ['pool', 'error_ratio', 1 / 11],
      ['pool', 'latency_seconds_mean', 0.25],
      ['pool', 'queue_waiting', 7],
      ['shop@docker', 'error_ratio', 0],
      ['shop@docker', 'latency_seconds_mean', 1],
      ['front', 'error_ratio', 0],
      ['otel', 'error_ratio', 1 / 11],
      ['otel', 'latency_seconds_p50', 0.5],
      ['tools', 'latency_seconds_p50', 1],
      ['tools', 'queue_waiting', 12],
      ['tools', 'kv_cache_saturation', 0.5],
      ['tools', 'error_ratio', 0.1],
      ['web>api', 'error_ratio', 0.1],
      ['web>api', 'source_latency_seconds_p50', 0.5],
      ['redis', 'container_memory', 1000],
    ])('%s has %s %d', (owner, metric, value) => {
      expect(last(owner, metric)).toBeCloseTo(value, 3);
    });

    test('has the rates of requests, and the calls that they tell of', () => {
      const rate = last('reviews', 'requests_per_second') ?? 0;
      expect(rate).toBeGreaterThan(5);
      expect(found.edges).toContainEqual({ caller: 'web', callee: 'api' });
      expect(found.edges).toContainEqual({ caller: 'web', callee: 'reviews' });
      expect(found.notes[0]).toMatch(/^\d+ series of \d+ queries, a row every 1 s\.$/);
    });

    test('knows what each figure means', () => {
      const meanings = Object.fromEntries(
        found.series.map(({ metric, meaning }) => [metric, meaning.quantity]),
      );
      expect(meanings).toEqual({
        requests_per_second: 'requests',
        error_ratio: 'error-rate',
        latency_ms_p50: 'latency',
        latency_ms_p90: 'latency',
        latency_seconds_p50: 'latency',
        latency_seconds_p90: 'latency',
        latency_seconds_mean: 'latency',
        source_latency_seconds_p50: 'latency',
        source_latency_seconds_p90: 'latency',
        queue_waiting: 'saturation',
        kv_cache_saturation: 'saturation',
        container_cpu: 'cpu',
        container_memory: 'memory',
        process_cpu: 'cpu',
        node_load: 'requests',
      });
    });
  },
);
