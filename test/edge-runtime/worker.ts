// The Worker of the tests: what a team would write, with a few paths for what a test wants to know.
import { createEdge, type EdgeEvent, type EdgeOptions } from "../../src/edge-runtime/index.ts";
import type { CheckRequest, RequestContext } from "../../src/edge-runtime/index.ts";

declare const EDGE_OPTIONS: EdgeOptions;

const events: EdgeEvent[] = [];
// Outside of a request, where Workers may neither make random numbers nor begin anything.
const edge = createEdge({ ...EDGE_OPTIONS, onEvent: (event) => events.push(event) });

export default {
  async fetch(request: Request, _: unknown, context: RequestContext): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case "/test/events":
        return Response.json(events.map(({ kind }) => kind));
      case "/test/stats":
        return Response.json(edge.stats());
      case "/test/check": {
        const asked = (await request.json()) as CheckRequest;
        const result = edge.check(asked, context);
        return Response.json({ ...(await result), waited: result instanceof Promise });
      }
      case "/test/authorize": {
        const url = searchParams.get("url") ?? "https://app.example/";
        const headers = new Headers(request.headers);
        // The test is no browser, so this is what its `fetch` says of itself.
        headers.delete("sec-fetch-mode");
        const asked = new Request(url, { headers });
        const decision = edge.authorize(asked, searchParams.get("policy") ?? "", { context });
        return Response.json({ ...(await decision), waited: decision instanceof Promise });
      }
      case "/test/invalidate":
        edge.invalidate({ identity: searchParams.get("identity") ?? "" });
        return new Response();
      case "/test/without-context":
        return edge.fetch(new Request("https://any.invalid/sessions/whoami", request));
      default:
        return edge.fetch(request, context);
    }
  },
};
