// A Worker in front of an application: pages need a session, and the application is told whose it is.
// Bindings, all of them URLs: IDENTITY of the identity server, APP of the application, PUBLIC of this Worker, and SIGN_IN
// of the page where people sign in.
import { createEdge, makePolicy } from "edge-sessions/edge-runtime";

/** One edge for each isolate. It is made by the first request, because bindings come with requests. */
let edge;

export default {
  async fetch(request, env, context) {
    edge ??= createEdge({
      origin: env.IDENTITY,
      cacheableSessions: true,
      policies: [
        makePolicy("app", {
          headers: [{ name: "X-User-Id", pointer: "/identity/id" }],
          signInUrl: env.SIGN_IN,
          returnUrls: [env.PUBLIC],
        }),
      ],
    });

    const decision = await edge.authorize(request, "app", { context });
    if (decision.kind === "unavailable") {
      return new Response("Please try again.\n", { status: 503, headers: { "Retry-After": "1" } });
    }
    if (decision.kind === "refused") {
      const headers = decision.redirect === undefined ? {} : { Location: decision.redirect };
      return new Response(decision.body, { status: decision.status, headers });
    }

    const { pathname, search } = new URL(request.url);
    const asked = new Request(env.APP + pathname + search, request);
    // What a client writes there itself must not reach the application.
    asked.headers.delete("X-User-Id");
    for (const [name, value] of Object.entries(decision.headers)) asked.headers.set(name, value);
    const answer = await fetch(asked, { redirect: "manual" });
    if (decision.setCookie.length === 0) return answer;
    // A renewed session cookie belongs to the client whose request this is, and to no cache.
    const own = new Response(answer.body, answer);
    for (const line of decision.setCookie) own.headers.append("Set-Cookie", line);
    own.headers.set("Cache-Control", "private");
    return own;
  },
};
