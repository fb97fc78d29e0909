// Every way out of an Express application.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import { expect, it } from "vitest";
import {
  requireSession,
  type ExpressGuardOptions,
} from "../../../src/library/frameworks/express.ts";
import type { Checker } from "../../../src/library/frameworks/guard.ts";
import { own, renewed, waysOut, type Kind } from "./ways.ts";

interface Way {
  readonly kind?: Kind;
  readonly handler?: RequestHandler;
  readonly onRefused?: ExpressGuardOptions["onRefused"];
  readonly onError?: ErrorRequestHandler;
  readonly before?: RequestHandler;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

const here = fileURLToPath(import.meta.url);
const failure = new Error("the handler's own");

/** Answers as a handler that starts over after an error does. */
const startOver: ErrorRequestHandler = (_error, _request, response, _next) => {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.status(500).send("sorry");
};

const ways: Readonly<Record<string, Way>> = {
  "a text": { handler: (_, response) => void response.send("hello") },
  JSON: { handler: (_, response) => void response.json({ a: 1 }) },
  "an answer to HEAD": { method: "HEAD", handler: (_, response) => void response.send("hello") },
  "no content": { handler: (_, response) => void response.sendStatus(204) },
  "nothing but an end": { handler: (_, response) => void response.end() },
  "a redirect": { handler: (_, response) => response.redirect(303, "/elsewhere") },
  "what has not changed": {
    headers: { "If-None-Match": '"1"' },
    handler: (_, response) => void response.set("ETag", '"1"').send("hello"),
  },
  "a cookie of the application's": {
    handler: (_, response) => void response.cookie("theme", "dark").send("hello"),
  },
  "cookies that replace what was set": {
    handler: (_, response) => void response.set("Set-Cookie", [own, "b=2"]).send("hello"),
  },
  "headers that are cleared": {
    handler: (_, response) => {
      response.removeHeader("Set-Cookie");
      response.send("hello");
    },
  },
  "the renewed cookie handed on by hand": {
    handler: (_, response) => void response.set("Set-Cookie", [...renewed, own]).send("hello"),
  },
  "writeHead with headers": {
    handler: (_, response) =>
      void response.writeHead(201, { "Set-Cookie": own, "X-A": ["1", "2"] }).end("hello"),
  },
  "writeHead with a reason and a list": {
    handler: (_, response) =>
      void response
        .writeHead(200, "Fine", ["Set-Cookie", own, "set-cookie", "b=2", "X-A", "1"])
        .end("hello"),
  },
  "writeHead after headers": {
    handler: (_, response) => {
      response.setHeader("X-A", "1");
      response.setHeader("X-B", "1");
      response.writeHead(200, { "x-a": "2", "Content-Length": 5 }).end("hello");
    },
  },
  "a head that is written early": {
    handler: (_, response) => {
      response.writeHead(200);
      response.write("hel");
      response.end("lo");
    },
  },
  "a head that is flushed": {
    handler: (_, response) => {
      response.type("text/plain").flushHeaders();
      response.end("hello");
    },
  },
  "an interim answer before": {
    handler: (_, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" });
      response.send("hello");
    },
  },
  "a stream": { handler: (_, response) => void Readable.from(["hel", "lo"]).pipe(response) },
  "a file": { handler: (_, response) => response.sendFile(here) },
  "a file that is missing": { handler: (_, response) => response.sendFile(`${here}.none`) },
  "a static file that says public": {
    handler: express.static(fileURLToPath(new URL(".", import.meta.url))),
  },
  "an answer for shared caches": {
    handler: (_, response) =>
      void response.set("Cache-Control", "public, max-age=60, s-maxage=600").send("hello"),
  },
  "an answer for nobody's cache": {
    handler: (_, response) => void response.set("Cache-Control", "no-store").send("hello"),
  },
  "no route": { handler: (_request, _response, next) => next() },
  "an error that is thrown": {
    handler: () => {
      throw failure;
    },
  },
  "an error that is promised": { handler: () => Promise.reject(failure) },
  "an error that is passed on": { handler: (_request, _response, next) => next(failure) },
  "an error with headers": {
    handler: (_request, _response, next) =>
      next(Object.assign(new Error("too many"), { status: 429, headers: { "Retry-After": "1" } })),
  },
  "an error handler that starts over": {
    handler: (_request, _response, next) => next(failure),
    onError: startOver,
  },
  "a head that others watch": {
    before: (_, response, next) => {
      const writeHead = response.writeHead.bind(response) as (
        ...args: readonly unknown[]
      ) => typeof response;
      const watched = (...args: readonly unknown[]): typeof response => {
        response.append("Set-Cookie", "watched=1");
        return writeHead(...args);
      };
      response.writeHead = watched;
      next();
    },
    handler: (_, response) => void response.cookie("theme", "dark").send("hello"),
  },
  "a 401": { kind: "inactive" },
  "a 403": { kind: "second-factor-required" },
  "a 503": { kind: "unavailable" },
  "a refusal that redirects": {
    kind: "inactive",
    onRefused: (_refusal, _request, response) => response.redirect("/sign-in"),
  },
  "a refusal by writeHead": {
    kind: "inactive",
    onRefused: (_refusal, _request, response) =>
      void response.writeHead(418, { "Set-Cookie": own }).end(),
  },
  "a refusal that fails": {
    kind: "inactive",
    onRefused: (_refusal, _request, _response, next) => next(failure),
  },
  "a refusal that is let through": {
    kind: "inactive",
    onRefused: (_refusal, _request, _response, next) => next(),
    handler: (_, response) => void response.send("hello, stranger"),
  },
};

async function ask(way: Way, edge: Checker): Promise<Response> {
  const { onRefused, onError, before, handler = (_, response) => void response.send("in") } = way;
  const app = express();
  app.set("env", "test");
  const guard = requireSession(edge, { ...(onRefused && { onRefused }) });
  app.use("/", ...(before === undefined ? [] : [before]), guard, handler);
  if (onError !== undefined) app.use(onError);
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { method = "GET", headers = {} } = way;
  const url = `http://127.0.0.1:${port}/express.test.ts`;
  const response = await fetch(url, { method, headers, redirect: "manual" });
  const text = await response.text();
  server.close();
  const none = method === "HEAD" || [204, 304].includes(response.status);
  return new Response(none ? null : text, response);
}

waysOut("Express", ways, ask);

it("The guard does not fail if the application has answered before the check is done.", async () => {
  const app = express();
  const checked = Promise.withResolvers<Awaited<ReturnType<Checker["check"]>>>();
  const errors: unknown[] = [];
  app.use((_request, response, next) => {
    next();
    response.status(504).send("too late");
  });
  const identity = { id: "ada", schema_id: "person", schema_url: "", traits: {} };
  const passed = Promise.withResolvers<undefined>();
  app.get("/", requireSession({ check: () => checked.promise }), () => passed.resolve(undefined));
  const failed: ErrorRequestHandler = (error, _request, _response, next) => {
    errors.push(error);
    next();
  };
  app.use(failed);
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/`);
  expect([response.status, await response.text()]).toEqual([504, "too late"]);
  const session = { id: "s", active: true, identity };
  checked.resolve({ kind: "active", status: 200, cacheStatus: "", setCookie: renewed, session });
  await passed.promise;
  expect(errors).toEqual([]);
  server.close();
});
