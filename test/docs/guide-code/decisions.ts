import type { IncomingMessage, ServerResponse } from "node:http";
import { createEdge } from "../../../src/library/index.ts";

const edge = createEdge({
  origin: process.env["ORIGIN"] ?? "",
  cacheableSessions: true,
  policies: {
    app: {
      headers: { "X-User-Email": "/identity/traits/email" },
      sign_in_url: "https://auth.example.com/self-service/login/browser",
      return_urls: ["https://app.example.com/"],
    },
  },
});

export async function answer(request: IncomingMessage, response: ServerResponse) {
  const decision = await edge.authorize(request, "app");
  if (decision.setCookie.length > 0) response.setHeader("Set-Cookie", [...decision.setCookie]);
  switch (decision.kind) {
    case "allowed":
      response.end(`Hello ${decision.headers["X-User-Email"]}\n`);
      break;
    case "refused":
      if (decision.redirect !== undefined) response.setHeader("Location", decision.redirect);
      response.writeHead(decision.status).end(decision.body);
      break;
    case "unavailable":
      response.writeHead(503, { "Retry-After": "1" }).end("Please try again.\n");
  }
}

/** Closes what belongs to ended sessions, until the returned function is called. */
export function watch(closeSockets: (id: string | undefined) => void): () => void {
  const end = edge.onEnding(({ type, sessionId, identityId }) => {
    if (type === "session-revoked") closeSockets(sessionId ?? identityId);
  });
  return end;
}
