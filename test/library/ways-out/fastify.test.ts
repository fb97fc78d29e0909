// Every way out of a Fastify application.
import { Readable } from "node:stream";
import fastify, { type FastifyInstance, type RouteHandlerMethod } from "fastify";
import {
  requireSession,
  type FastifyGuardOptions,
} from "../../../src/library/frameworks/fastify.ts";
import type { Checker } from "../../../src/library/frameworks/guard.ts";
import { own, renewed, waysOut, type Kind } from "./ways.ts";

interface Way {
  readonly kind?: Kind;
  readonly handler?: RouteHandlerMethod;
  readonly onRefused?: FastifyGuardOptions["onRefused"];
  /** What else the application does. */
  readonly besides?: (app: FastifyInstance) => void;
  readonly hook?: "onRequest" | "preHandler";
  readonly method?: "GET" | "HEAD";
}

const failure = new Error("the handler's own");

const ways: Readonly<Record<string, Way>> = {
  "a text": { handler: (_, reply) => reply.send("hello") },
  "a text, guarded late": { hook: "preHandler", handler: (_, reply) => reply.send("hello") },
  "a returned object": { handler: () => Promise.resolve({ a: 1 }) },
  "an answer to HEAD": { method: "HEAD", handler: (_, reply) => reply.send("hello") },
  "no content": { handler: (_, reply) => reply.code(204).send() },
  "a redirect": { handler: (_, reply) => reply.redirect("/elsewhere", 303) },
  "a stream": { handler: (_, reply) => reply.send(Readable.from(["hel", "lo"])) },
  "a web stream": { handler: (_, reply) => reply.send(new Blob(["hello"]).stream()) },
  "a Response": {
    handler: (_, reply) =>
      reply.send(
        new Response("hello", { status: 201, headers: { "X-A": "1", "Set-Cookie": own } }),
      ),
  },
  "a Response of a redirect": {
    handler: (_, reply) => reply.send(Response.redirect("http://app.example/elsewhere", 303)),
  },
  "a cookie of the application's": {
    handler: (_, reply) =>
      reply.header("Set-Cookie", own).header("Set-Cookie", "b=2").send("hello"),
  },
  "headers that are cleared": {
    handler: (_, reply) => reply.removeHeader("Set-Cookie").send("hello"),
  },
  "the renewed cookie handed on by hand": {
    handler: (_, reply) => reply.header("Set-Cookie", [...renewed, own]).send("hello"),
  },
  "an answer for shared caches": {
    handler: (_, reply) => reply.header("Cache-Control", "public, max-age=60").send("hello"),
  },
  "the raw answer": {
    handler: (_, reply) => {
      reply.hijack();
      reply.raw.writeHead(201, { "Set-Cookie": own, "X-A": "1" }).end("hello");
    },
  },
  "a head that is written early": {
    handler: (_, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, ["Set-Cookie", own, "Set-Cookie", "b=2"]);
      reply.raw.write("hel");
      reply.raw.end("lo");
    },
  },
  "a hook that replaces cookies": {
    besides: (app) => {
      app.addHook("onSend", async (_request, reply) => {
        reply.removeHeader("Set-Cookie").header("Set-Cookie", own);
      });
    },
    handler: (_, reply) => reply.send("hello"),
  },
  "no route": { handler: (_, reply) => reply.callNotFound() },
  "an error that is thrown": {
    handler: () => {
      throw failure;
    },
  },
  "an error that is promised": { handler: () => Promise.reject(failure) },
  "an error that is sent": { handler: (_, reply) => reply.code(409).send(failure) },
  "an error of a stream": {
    handler: (_, reply) =>
      reply.send(
        new Readable({
          read: (): never => {
            throw failure;
          },
        }),
      ),
  },
  "an error handler that starts over": {
    besides: (app) => {
      app.setErrorHandler((_error, _request, reply) => {
        for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
        return reply.code(500).send("sorry");
      });
    },
    handler: () => Promise.reject(failure),
  },
  "a hook that fails": {
    besides: (app) => {
      app.addHook("preHandler", () => Promise.reject(failure));
    },
  },
  "a 401": { kind: "inactive" },
  "a 403": { kind: "second-factor-required" },
  "a 503": { kind: "unavailable" },
  "a refusal that redirects": {
    kind: "inactive",
    onRefused: (_refusal, _request, reply) => reply.redirect("/sign-in"),
  },
  "a refusal with a cookie": {
    kind: "inactive",
    onRefused: (_refusal, _request, reply) => reply.code(418).header("Set-Cookie", own).send("no"),
  },
  "a refusal that fails": { kind: "inactive", onRefused: () => Promise.reject(failure) },
};

async function ask(way: Way, edge: Checker): Promise<Response> {
  const { handler = (_, reply) => reply.send("in"), hook = "onRequest", onRefused } = way;
  const app = fastify();
  way.besides?.(app);
  const guard = requireSession(edge, { ...(onRefused && { onRefused }) });
  app.get("/", { [hook]: guard }, handler);
  const address = await app.listen({ host: "127.0.0.1", port: 0 });
  const { method = "GET" } = way;
  const response = await fetch(address, { method, redirect: "manual" });
  const text = await response.text();
  await app.close();
  const none = method === "HEAD" || response.status === 204;
  return new Response(none ? null : text, response);
}

waysOut("Fastify", ways, ask);
