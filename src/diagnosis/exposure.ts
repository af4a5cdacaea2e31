import type { Fault } from './hypotheses.ts';
import type { Stream } from './stream.ts';

/** Who connects to the link itself can hardly fail to feel what befalls connections. */
const connects = 0.995;
/** Share of the pages asked through a link that feel what a request feels. */
const pagesAreRequests = 0.5;

/** Of the series that may pass a network path which their link does not name, the part that do. */
const crosses = 0.5;

/** How much of the fault a look of this reach feels. */
export function exposure(stream: Stream, fault: Fault): number {
  const place = stream.stepOf.get(fault.link);
  return (place?.step.maybe ? crosses : 1) * exposureOnWay(stream, fault);
}

function exposureOnWay(stream: Stream, fault: Fault): number {
  const own = stream.link === fault.link;
  const { mode } = fault;
  if (stream.reach === 'through') {
    if (!fault.harms) return 0;
    // A page may be answered by asking what is behind for its health alone.
    return own || stream.layer !== 'http'
      ? 1
      : pagesAreRequests + (1 - pagesAreRequests) * mode.access;
  }
  if (own) return mode.effect.direct.tcp.ok ? mode.access : Math.max(connects, mode.access);
  // A name, a certificate or a path is met whole; what the link runs on, as its health check does.
  const isOnTheWay = (stream.stepOf.get(fault.link)?.order ?? 0) < ownOrder(stream);
  return fault.harms ? (isOnTheWay ? 1 : mode.access) : 0;
}

/** Place of the link that is looked at on the way of its looks. */
export function ownOrder(stream: Stream): number {
  return stream.stepOf.get(stream.link)?.order ?? 0;
}
