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
      const refusal = new Response(decision.body, { status: decision.status, headers });
      return withCookies(refusal, decision.setCookie);
    }

    const { pathname, search } = new URL(request.url);
    const asked = new Request(env.APP + pathname + search, request);
    // What a client writes there itself must not reach the application. Some read X_User_Id as the same.
    const claims = [...asked.headers.keys()].filter((name) => /^x[-_.]user[-_.]id$/.test(name));
    for (const name of claims) asked.headers.delete(name);
    for (const [name, value] of Object.entries(decision.headers)) asked.headers.set(name, value);
    const answer = await fetch(asked, { redirect: "manual" });
    return withCookies(answer, decision.setCookie);
  },
};

/** Adds a renewed session cookie. It belongs to the client whose request this is, and to no cache. */
function withCookies(answer, lines) {
  if (lines.length === 0) return answer;
  const own = new Response(answer.body, answer);
  for (const line of lines) own.headers.append("Set-Cookie", line);
  own.headers.set("Cache-Control", "private");
  return own;
}
