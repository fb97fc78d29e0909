// The guards of Express, Fastify, Hono and Next.js against the one contract, each in its real framework.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { NextRequest, NextResponse } from "next/server.js";
import { expect, it } from "vitest";
import * as forExpress from "../../src/library/frameworks/express.ts";
import * as forFastify from "../../src/library/frameworks/fastify.ts";
import * as forHono from "../../src/library/frameworks/hono.ts";
import * as forNext from "../../src/library/frameworks/next.ts";
import type { CheckResult } from "../../src/library/index.ts";
import { guardContract } from "./guard-contract.ts";

function urlOf(address: AddressInfo | string | null): string {
  if (typeof address !== "object" || address === null) throw new Error("not listening");
  return `http://127.0.0.1:${address.port}/private`;
}

guardContract("Express", async ({ edge, refuseWith, ...options }, headers) => {
  const guard = forExpress.requireSession(edge, {
    ...options,
    ...(refuseWith && {
      onRefused: (refusal, _request, response) => {
        response.status(refuseWith).send(refusal.kind);
      },
    }),
  });
  const app = express();
  app.get("/private", guard, (request, response) => {
    response.json({ id: forExpress.sessionOf(request).identity.id });
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const response = await fetch(urlOf(server.address()), { headers });
  server.close();
  return response;
});

guardContract("Fastify", async ({ edge, refuseWith, ...options }, headers) => {
  const guard = forFastify.requireSession(edge, {
    ...options,
    ...(refuseWith && {
      onRefused: (refusal, _request, reply) => reply.code(refuseWith).send(refusal.kind),
    }),
  });
  const app = fastify();
  app.get("/private", { onRequest: guard }, (request, reply) => {
    reply.send({ id: forFastify.sessionOf(request).identity.id });
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const response = await fetch(urlOf(app.server.address()), { headers });
  await app.close();
  return response;
});

guardContract("Hono", async ({ edge, refuseWith, ...options }, headers) => {
  const guard = forHono.requireSession(edge, {
    ...options,
    ...(refuseWith && {
      onRefused: (refusal, context) => context.text(refusal.kind, refuseWith),
    }),
  });
  const app = new Hono().get("/private", guard, (context) =>
    context.json({ id: context.get("session").identity.id }),
  );
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const response = await fetch(urlOf(server.address()), { headers });
  server.close();
  return response;
});

guardContract("Next.js middleware", async ({ edge, refuseWith, ...options }, headers) => {
  const guard = forNext.requireSession<NextRequest>(edge, {
    ...options,
    proceed: (session) => NextResponse.json({ id: session.identity.id }),
    ...(refuseWith && {
      onRefused: (refusal) => new NextResponse(refusal.kind, { status: refuseWith }),
    }),
  });
  return guard(new NextRequest("http://app.example/private", { headers }));
});

it("In Next.js the guard lets a request continue, with the renewed cookie for the client.", async () => {
  const identity = { id: "ada", schema_id: "person", schema_url: "", traits: {} };
  const result: CheckResult = {
    kind: "active",
    status: 200,
    cacheStatus: "",
    setCookie: ["ory_kratos_session=new; Path=/"],
    session: { id: "s", active: true, identity },
  };
  const guard = forNext.requireSession<NextRequest>(
    { check: () => result },
    { proceed: () => NextResponse.next() },
  );
  const response = await guard(new NextRequest("http://app.example/private"));
  // How Next's middleware says that the route is to answer.
  expect(response.headers.get("x-middleware-next")).toBe("1");
  expect(response.headers.getSetCookie()).toEqual(result.setCookie);
});

it("In Next.js, server components get the session, or learn that it is unknown.", async () => {
  const details = { status: 200, cacheStatus: "", setCookie: [] };
  const headers = new Headers({ Cookie: "a=b" });
  const given = (result: CheckResult) =>
    forNext.getSession({ check: () => Promise.resolve(result) }, headers);
  const identity = { id: "ada", schema_id: "person", schema_url: "", traits: {} };
  const session = { id: "s", active: true, identity };
  expect(await given({ kind: "active", ...details, session })).toBe(session);
  expect(await given({ kind: "inactive", ...details })).toBeUndefined();
  await expect(
    given({ kind: "unavailable", ...details, retryAfterSeconds: undefined }),
  ).rejects.toThrow(forNext.SessionUnavailableError);
});

it("Asking for the session in a route without its guard throws an error that says so.", () => {
  expect(() => forExpress.sessionOf({})).toThrow(/requireSession/);
});
