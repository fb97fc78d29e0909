// A middleware as Next's edge runtime calls it: a listener of `fetch`, whose event has `waitUntil`.
import { createEdge, type EdgeOptions, type RequestContext } from "../../src/edge-runtime/index.ts";
import { requireSession } from "../../src/library/frameworks/next.ts";

declare const EDGE_OPTIONS: EdgeOptions;

/** The event of that runtime. */
interface FetchEvent extends RequestContext {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

declare function addEventListener(name: "fetch", listener: (event: FetchEvent) => void): void;

const edge = createEdge(EDGE_OPTIONS);

addEventListener("fetch", (event) => {
  const guard = requireSession<Request>(edge.during(event), {
    policy: "app",
    proceed: ({ headers, session, cacheStatus }) =>
      Response.json({ headers, id: session?.identity.id, cacheStatus }),
  });
  event.respondWith(guard(event.request));
});
