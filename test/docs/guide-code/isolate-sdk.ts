import type { Edge, RequestContext } from "../../../src/edge-runtime/index.ts";

/** A `fetch` for an SDK, during one request. */
export function fetchDuring(edge: Edge, context: RequestContext): typeof fetch {
  const fetchApi: typeof fetch = (input, init) => edge.fetch(new Request(input, init), context);
  return fetchApi;
}
