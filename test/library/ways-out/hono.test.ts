// Every way out of a Hono application.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono, type ErrorHandler, type Handler, type MiddlewareHandler } from "hono";
import { setCookie } from "hono/cookie";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { streamSSE, streamText } from "hono/streaming";
import {
  requireSession,
  type HonoGuardOptions,
  type SessionEnv,
} from "../../../src/library/frameworks/hono.ts";
import type { Checker } from "../../../src/library/frameworks/guard.ts";
import { serveHttp } from "../../harness/raw-server.ts";
import { own, renewed, waysOut, type Kind } from "./ways.ts";

interface Way {
  readonly kind?: Kind;
  readonly handler?: Handler<SessionEnv>;
  readonly onRefused?: HonoGuardOptions["onRefused"];
  readonly onError?: ErrorHandler;
  readonly before?: MiddlewareHandler;
  readonly method?: string;
}

const failure = new Error("the handler's own");
const elsewhere = "http://app.example/elsewhere";

const ways: Readonly<Record<string, Way>> = {
  "a text": { handler: (context) => context.text("hello") },
  JSON: { handler: (context) => context.json({ a: 1 }) },
  "a body of bytes": { handler: (context) => context.body(new Uint8Array([104, 105])) },
  "an answer to HEAD": { method: "HEAD", handler: (context) => context.text("hello") },
  "no content": { handler: (context) => context.body(null, 204) },
  "a redirect": { handler: (context) => context.redirect("/elsewhere", 303) },
  "a Response": {
    handler: () =>
      new Response("hello", {
        status: 201,
        headers: { "Content-Type": "text/x-a", "Set-Cookie": own },
      }),
  },
  "a Response that cannot be changed": { handler: () => Response.redirect(elsewhere, 303) },
  "the Response of a fetch": {
    handler: async () => {
      const { url } = await serveHttp((_, answer) => {
        answer.setHeader("Set-Cookie", [own, "b=2"]);
        answer.end("hello from behind");
      });
      return fetch(url);
    },
  },
  "a stream": {
    handler: (context) =>
      streamText(context, async (stream) => {
        await stream.write("hel");
        await stream.write("lo");
      }),
  },
  events: {
    handler: (context) => streamSSE(context, async (stream) => stream.writeSSE({ data: "hello" })),
  },
  "a cookie of the application's": {
    handler: (context) => {
      setCookie(context, "theme", "dark");
      setCookie(context, "b", "2");
      return context.text("hello");
    },
  },
  "cookies that replace what was set": {
    handler: (context) => {
      context.header("Set-Cookie", own);
      return context.text("hello");
    },
  },
  "the renewed cookie handed on by hand": {
    handler: (context) => {
      for (const line of [...renewed, own]) context.header("Set-Cookie", line, { append: true });
      return context.text("hello");
    },
  },
  "an answer for shared caches": {
    handler: (context) => context.text("hello", 200, { "Cache-Control": "public, s-maxage=60" }),
  },
  "no route": { handler: (context) => context.notFound() },
  "an error that is thrown": {
    handler: () => {
      throw failure;
    },
  },
  "an error with an answer of its own": {
    handler: () => {
      throw new HTTPException(418, {
        res: new Response("no", { status: 418, headers: { "Set-Cookie": own } }),
      });
    },
  },
  "an error handler's Response": {
    handler: () => Promise.reject(failure),
    onError: () => Response.redirect(elsewhere),
  },
  "middleware before that looks at the answer first": {
    before: async (context, next) => {
      context.res.headers.append("Set-Cookie", "before=1");
      context.res.headers.set("X-Before", "1");
      await next();
    },
    handler: () => new Response("hello", { headers: { "Content-Type": "text/x-a" } }),
  },
  "middleware before that changes the answer": {
    before: async (context, next) => {
      await next();
      context.header("Set-Cookie", "after=1", { append: true });
      context.header("X-After", "1");
    },
    handler: () => Response.redirect(elsewhere),
  },
  "middleware that others have written": {
    before: secureHeaders(),
    handler: () => Response.redirect(elsewhere),
  },
  "a 401": { kind: "inactive" },
  "a 403": { kind: "second-factor-required" },
  "a 503": { kind: "unavailable" },
  "a refusal that redirects": {
    kind: "inactive",
    onRefused: (_, context) => context.redirect("/sign-in"),
  },
  "a refusal that cannot be changed": {
    kind: "inactive",
    onRefused: () => Response.redirect("http://app.example/sign-in"),
  },
  "a refusal with a cookie": {
    kind: "inactive",
    onRefused: (_, context) => context.text("no", 418, { "Set-Cookie": own }),
  },
  "a refusal that fails": { kind: "inactive", onRefused: () => Promise.reject(failure) },
};

async function ask(way: Way, edge: Checker): Promise<Response> {
  const { handler = (context) => context.text("in"), onRefused, onError, before } = way;
  const app = new Hono();
  if (before !== undefined) app.use(before);
  app.onError(
    onError ??
      ((error, context) =>
        error instanceof HTTPException ? error.getResponse() : context.text("failed", 500)),
  );
  app.get("/", requireSession(edge, { ...(onRefused && { onRefused }) }), handler);
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { method = "GET" } = way;
  const response = await fetch(`http://127.0.0.1:${port}/`, { method, redirect: "manual" });
  const text = await response.text();
  server.close();
  const none = method === "HEAD" || response.status === 204;
  return new Response(none ? null : text, response);
}

waysOut("Hono", ways, ask);
