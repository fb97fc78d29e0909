// Every way out of Next.js' middleware.
import { NextRequest, NextResponse } from "next/server.js";
import { expect, it } from "vitest";
import { requireSession, type NextGuardOptions } from "../../../src/library/frameworks/next.ts";
import type { Checker } from "../../../src/library/frameworks/guard.ts";
import { serveHttp } from "../../harness/raw-server.ts";
import { own, renewed, waysOut, type Kind } from "./ways.ts";

interface Way {
  readonly kind?: Kind;
  readonly proceed?: NextGuardOptions<NextRequest>["proceed"];
  readonly onRefused?: NextGuardOptions<NextRequest>["onRefused"];
  /** What the application does with the guard's answer. */
  readonly afterwards?: (response: Response) => void;
}

const elsewhere = "http://app.example/elsewhere";

const ways: Readonly<Record<string, Way>> = {
  "going on": { proceed: () => NextResponse.next() },
  "going on with other request headers": {
    proceed: (session) =>
      NextResponse.next({ request: { headers: new Headers({ "x-user": session.identity.id }) } }),
  },
  "another page in its place": { proceed: () => NextResponse.rewrite(elsewhere) },
  "a redirect": { proceed: () => NextResponse.redirect(elsewhere) },
  JSON: { proceed: () => NextResponse.json({ a: 1 }, { status: 201 }) },
  "a Response": { proceed: () => new Response("hello", { headers: { "Set-Cookie": own } }) },
  "a Response that cannot be changed": { proceed: () => Response.redirect(elsewhere, 303) },
  "the Response of a fetch": {
    proceed: async () => {
      const { url } = await serveHttp((_, answer) => {
        answer.setHeader("Set-Cookie", [own, "b=2"]);
        answer.end("hello from behind");
      });
      return fetch(url);
    },
  },
  "no content": { proceed: () => new NextResponse(null, { status: 204 }) },
  "a cookie of the application's": {
    proceed: () => {
      const response = NextResponse.next();
      response.cookies.set("theme", "dark");
      return response;
    },
  },
  "cookies that are set afterwards": {
    proceed: () => NextResponse.next(),
    afterwards: (response) => {
      if (!(response instanceof NextResponse)) throw new Error("another kind of answer");
      response.cookies.set("theme", "dark");
    },
  },
  "the renewed cookie handed on by hand": {
    proceed: () => {
      const response = NextResponse.next();
      for (const line of [...renewed, own]) response.headers.append("Set-Cookie", line);
      return response;
    },
  },
  "an answer for shared caches": {
    proceed: () => new Response("hello", { headers: { "Cache-Control": "public, s-maxage=60" } }),
  },
  "a 401": { kind: "inactive" },
  "a 403": { kind: "second-factor-required" },
  "a 503": { kind: "unavailable" },
  "a refusal that redirects": {
    kind: "inactive",
    onRefused: (_, request) => NextResponse.redirect(new URL("/sign-in", request.url)),
  },
  "a refusal that cannot be changed": {
    kind: "inactive",
    onRefused: () => Response.redirect(elsewhere),
  },
};

async function ask(way: Way, edge: Checker): Promise<Response> {
  const { proceed = () => NextResponse.next(), onRefused, afterwards } = way;
  const guard = requireSession<NextRequest>(edge, { proceed, ...(onRefused && { onRefused }) });
  const response = await guard(new NextRequest("http://app.example/private"));
  afterwards?.(response);
  return response;
}

waysOut("Next.js", ways, ask);

it("In Next.js the guard rethrows exactly what the application throws.", async () => {
  const identity = { id: "ada", schema_id: "person", schema_url: "", traits: {} };
  const session = { id: "s", active: true, identity };
  const edge: Checker = {
    check: () => ({ kind: "active", status: 200, cacheStatus: "", setCookie: renewed, session }),
  };
  const failure = new Error("the application's own");
  const guard = requireSession<NextRequest>(edge, { proceed: () => Promise.reject(failure) });
  await expect(guard(new NextRequest("http://app.example/"))).rejects.toBe(failure);
});
