import { serveHttp } from '../http/http-service.ts';
import { pathOf, sendJson } from '../http/messages.ts';

/** The component of the page that stands for the model API. */
export const statusComponent = 'Model API';

/** A page in the format of Statuspage v2. @param admits whether the vendor owns up to an outage */
export async function serveStatusPage(port: number, admits: () => boolean): Promise<void> {
  const startedAt = new Date().toISOString();
  let admittedAt: string | undefined;
  await serveHttp(port, (request, response) => {
    if (pathOf(request) !== '/api/v2/summary.json') {
      return sendJson(response, 404, { error: 'no such page' });
    }
    admittedAt = admits() ? (admittedAt ?? new Date().toISOString()) : undefined;
    sendJson(response, 200, summary(startedAt, admittedAt));
  });
}

function summary(startedAt: string, admittedAt: string | undefined): unknown {
  const updatedAt = admittedAt ?? startedAt;
  const component = (id: string, name: string, status: string) => ({
    id,
    name,
    status,
    created_at: startedAt,
    updated_at: updatedAt,
    position: 1,
    description: null,
    group: false,
    group_id: null,
    only_show_if_degraded: false,
  });
  return {
    page: {
      id: 'sandboxvendor',
      name: 'Sandbox Vendor',
      url: 'http://127.0.0.1',
      updated_at: updatedAt,
    },
    status: admittedAt
      ? { indicator: 'critical', description: 'Major System Outage' }
      : { indicator: 'none', description: 'All Systems Operational' },
    components: [
      component('modelapi', statusComponent, admittedAt ? 'major_outage' : 'operational'),
      component('dashboard', 'Dashboard', 'operational'),
    ],
    incidents: admittedAt ? [incident(admittedAt)] : [],
    scheduled_maintenances: [],
  };
}

function incident(admittedAt: string): unknown {
  return {
    id: 'outage',
    name: 'Elevated errors on the model API',
    status: 'investigating',
    impact: 'critical',
    created_at: admittedAt,
    updated_at: admittedAt,
    started_at: admittedAt,
    resolved_at: null,
    shortlink: 'http://127.0.0.1/incidents/outage',
    incident_updates: [
      {
        id: 'first',
        status: 'investigating',
        body: 'We are looking into elevated errors.',
        created_at: admittedAt,
        updated_at: admittedAt,
      },
    ],
  };
}
