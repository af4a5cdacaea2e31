import { at, numberAt, textAt } from '../../data/json.ts';
import type { MetricNames } from '../metrics/names.ts';
import { unhealthy } from '../server-asker.ts';
import type { Sign } from '../sign.ts';
import type { ModelServer } from './server.ts';
import { vllmNames } from './vllm.ts';

/** Applications and deployments of one cluster that are looked at. */
const MOST = 200;

/** Its own counters, and those of the vLLM engines that it runs. */
export const rayserveNames: MetricNames = {
  prefix: /^(?:ray_serve_|vllm:|sglang:)/,
  named: {
    ...vllmNames.named,
    running: [
      { name: 'ray_serve_replica_processing_queries' },
      // What routers count as sent: 2.58 has both.
      { name: 'ray_serve_num_ongoing_requests_at_replicas' },
      { name: 'vllm:num_requests_running' },
    ],
    waiting: [
      { name: 'ray_serve_deployment_queued_queries' },
      { name: 'ray_serve_replica_pending_queries' },
      { name: 'vllm:num_requests_waiting' },
    ],
    requests: [{ name: 'ray_serve_num_http_requests' }],
    errors: [{ name: 'ray_serve_num_http_error_requests', where: { error_code: /^5/ } }],
  },
  alsoKnown: [
    ...vllmNames.alsoKnown,
    'ray_serve_deployment_error_counter',
    'ray_serve_deployment_processing_latency_ms',
    'ray_serve_deployment_replica_healthy',
    'ray_serve_deployment_replica_starts',
    'ray_serve_deployment_request_counter',
    'ray_serve_grpc_request_latency_ms',
    'ray_serve_handle_request_counter',
    'ray_serve_http_request_latency_ms',
    'ray_serve_multiplexed_get_model_requests_counter',
    'ray_serve_multiplexed_model_load_latency_ms',
    'ray_serve_multiplexed_model_unload_latency_ms',
    'ray_serve_multiplexed_models_load_counter',
    'ray_serve_multiplexed_models_unload_counter',
    'ray_serve_num_deployment_grpc_error_requests',
    'ray_serve_num_deployment_http_error_requests',
    'ray_serve_num_grpc_error_requests',
    'ray_serve_num_grpc_requests',
    'ray_serve_num_multiplexed_models',
    'ray_serve_num_ongoing_grpc_requests',
    'ray_serve_num_ongoing_http_requests',
    'ray_serve_num_router_requests',
    'ray_serve_num_scheduling_tasks',
    'ray_serve_num_scheduling_tasks_in_backoff',
    'ray_serve_registered_multiplexed_model_id',
    // Of 2.58: autoscaling, batches, the controller and its event loops.
    'ray_serve_actual_batch_size',
    'ray_serve_application_status',
    'ray_serve_autoscaling_async_inference_task_queue_metrics_delay_ms',
    'ray_serve_autoscaling_desired_replicas',
    'ray_serve_autoscaling_handle_metrics_delay_ms',
    'ray_serve_autoscaling_policy_execution_time_ms',
    'ray_serve_autoscaling_replica_metrics_delay_ms',
    'ray_serve_autoscaling_target_ongoing_requests',
    'ray_serve_autoscaling_target_replicas',
    'ray_serve_autoscaling_total_requests',
    'ray_serve_batch_execution_time_ms',
    'ray_serve_batch_queue_length',
    'ray_serve_batch_utilization_percent',
    'ray_serve_batch_wait_time_ms',
    'ray_serve_batches_processed',
    'ray_serve_controller_application_state_update_duration_s',
    'ray_serve_controller_control_loop_duration_s',
    'ray_serve_controller_deployment_state_update_duration_s',
    'ray_serve_controller_node_update_duration_s',
    'ray_serve_controller_num_control_loops',
    'ray_serve_controller_proxy_state_update_duration_s',
    'ray_serve_controller_sleep_duration_s',
    'ray_serve_deployment_max_processing_latency_ms',
    'ray_serve_deployment_status',
    'ray_serve_event_loop_monitoring_iterations',
    'ray_serve_event_loop_scheduling_latency_ms',
    'ray_serve_event_loop_tasks',
    'ray_serve_health_check_failures',
    'ray_serve_health_check_latency_ms',
    'ray_serve_long_poll_host_transmission_counter',
    'ray_serve_long_poll_latency_ms',
    'ray_serve_long_poll_pending_clients',
    'ray_serve_proxy_shutdown_duration_ms',
    'ray_serve_proxy_status',
    'ray_serve_record_autoscaling_stats_failed',
    'ray_serve_replica_initialization_latency_ms',
    'ray_serve_replica_reconfigure_latency_ms',
    'ray_serve_replica_shutdown_duration_ms',
    'ray_serve_replica_startup_latency_ms',
    'ray_serve_replica_utilization_percent',
    'ray_serve_request_router_fulfillment_time_ms',
    'ray_serve_request_router_queue_len',
    'ray_serve_reserved_slots_active',
    'ray_serve_router_args_resolution_latency_ms',
    'ray_serve_routing_stats_delay_ms',
    'ray_serve_routing_stats_error',
    'ray_serve_user_autoscaling_stats_latency_ms',
  ],
};

const applications = '/api/serve/applications/';

export const rayserve: ModelServer = {
  title: 'Ray Serve',
  health: applications,
  recognise: [
    { path: applications, by: ({ json }) => at(json, 'applications') !== undefined },
    { path: '/-/healthz', by: ({ text }) => text.trim().replaceAll('"', '') === 'success' },
  ],
  names: rayserveNames,
  metricsAt: () => null,

  /** Its proxies answer at one port, its dashboard at another: either may be the address. */
  async describe(asker, { dashboard }) {
    const status = await asker.any(
      dashboard === undefined ? applications : new URL(applications, dashboard),
    );
    const isTold = status?.status === 200 && at(status.json, 'applications') !== undefined;
    const signs = isTold ? judgeCluster(status.json) : [];
    const health = asker.broken ? null : await asker.any('/-/healthz');
    // The dashboard has no such page.
    const isProxy = health !== null && health.status !== 404;
    if (isProxy && health.status !== 200) signs.push(unhealthy(health, '/-/healthz'));
    if (!isTold && !isProxy && health) signs.push(unhealthy(health, '/-/healthz'));
    const names = isTold ? Object.keys(at(status.json, 'applications') ?? {}) : null;
    return {
      signs,
      models: null,
      facts: names ? { 'server.applications': names.slice(0, MOST).join(', ') } : {},
    };
  },
};

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value).slice(0, MOST) : [];
}

function judgeCluster(document: unknown): Sign[] {
  const proxies = entriesOf(at(document, 'proxies')).flatMap(([node, proxy]): readonly Sign[] =>
    textAt(proxy, 'status') === 'UNHEALTHY'
      ? [{ symptom: 'server.part_down', words: `the proxy of node ${node} is UNHEALTHY` }]
      : [],
  );
  const judged = entriesOf(at(document, 'applications')).flatMap(([name, application]) =>
    judgeApplication(name, application),
  );
  return [...judged, ...proxies];
}

function judgeApplication(name: string, application: unknown): readonly Sign[] {
  const status = textAt(application, 'status') ?? '';
  const message = textAt(application, 'message') ?? '';
  const deployments = entriesOf(at(application, 'deployments'));
  const signs = deployments.flatMap(([own, deployment]) =>
    judgeDeployment(`${name}/${own}`, deployment),
  );
  if (signs.length > 0) return signs;
  const words = `${name} is ${status}${message === '' ? '' : `: ${message}`}`;
  if (status === 'DEPLOY_FAILED' || status === 'UNHEALTHY') {
    return [{ symptom: 'server.deployment_down', words }];
  }
  const serves = deployments.some(([, one]) => running(one) > 0);
  const isComing = status === 'DEPLOYING' || status === 'NOT_STARTED';
  return isComing && !serves ? [{ symptom: 'llm.loading', words }] : [];
}

/** Fewer replicas than wanted while it scales are no fault; none at all, or ones that fail, are. */
function judgeDeployment(name: string, deployment: unknown): readonly Sign[] {
  const status = textAt(deployment, 'status') ?? '';
  if (status !== 'UNHEALTHY' && status !== 'DEPLOY_FAILED') return [];
  const message = textAt(deployment, 'message') ?? '';
  const have = running(deployment);
  const want = numberAt(deployment, 'target_num_replicas') ?? 0;
  const words = `${name} is ${status}, ${have} of ${want} replicas run: ${message}`;
  return [{ symptom: have > 0 ? 'server.part_down' : 'server.deployment_down', words }];
}

function running(deployment: unknown): number {
  const replicas = at(deployment, 'replicas');
  if (!Array.isArray(replicas)) return 0;
  return replicas.filter((replica) => textAt(replica, 'state') === 'RUNNING').length;
}
