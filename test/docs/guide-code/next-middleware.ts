import { NextResponse, type NextFetchEvent, type NextRequest } from "next/server.js";
import { createEdge, makePolicy } from "../../../src/edge-runtime/index.ts";
import { requireSession } from "../../../src/library/frameworks/next.ts";

const edge = createEdge({
  origin: process.env["ORIGIN"] ?? "",
  cacheableSessions: true,
  policies: [makePolicy("app", { signInUrl: "/login" })],
});

export function middleware(request: NextRequest, event: NextFetchEvent) {
  const guard = requireSession<NextRequest>(edge.during(event), {
    policy: "app",
    proceed: () => NextResponse.next(),
  });
  return guard(request);
}
