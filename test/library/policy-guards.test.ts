// Guards with a policy: the same in Express, Fastify, Hono and Next.js, each in its real framework.
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { serve } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { NextRequest, NextResponse } from "next/server.js";
import { describe, expect, it } from "vitest";
import * as forExpress from "../../src/library/frameworks/express.ts";
import * as forFastify from "../../src/library/frameworks/fastify.ts";
import * as forHono from "../../src/library/frameworks/hono.ts";
import * as forNext from "../../src/library/frameworks/next.ts";
import type { Checker } from "../../src/library/frameworks/guard.ts";
import type { Allowed, Edge } from "../../src/library/index.ts";
import { edgeBefore, sessionBody } from "./edge-for-library.ts";

type Ask = (
  edge: Checker,
  how: { readonly refuseWith?: 418 },
  headers: Readonly<Record<string, string>>,
) => Promise<Response>;

const policy = "app";
const page = { accept: "text/html", "sec-fetch-mode": "navigate" };
const renewed = "ory_kratos_session=new; Path=/";

function urlOf(address: AddressInfo | string | null): string {
  if (typeof address !== "object" || address === null) throw new Error("not listening");
  return `http://127.0.0.1:${address.port}/private?page=2`;
}

/** Asks as a browser does: `fetch` would send `Sec-Fetch-Mode: cors`. */
async function get(url: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  const [answer] = (await once(request(url, { headers, agent: false }).end(), "response")) as [
    IncomingMessage,
  ];
  const { statusCode: status, rawHeaders } = answer;
  const lines = rawHeaders.flatMap((name, i) =>
    i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? ""] satisfies [string, string]] : [],
  );
  return new Response(await text(answer), { ...(status && { status }), headers: lines });
}

/** What the route of each application answers. */
function shown({ headers, session }: Allowed) {
  return { headers, id: session?.identity.id };
}

const frameworks: Readonly<Record<string, Ask>> = {
  async Express(edge, { refuseWith }, headers) {
    const guard =
      refuseWith === undefined
        ? forExpress.requireSession(edge, { policy })
        : forExpress.requireSession(edge, {
            policy,
            onRefused: (refusal, _request, response) => {
              response.status(refuseWith).send(refusal.kind);
            },
          });
    const app = express();
    app.get("/private", guard, (asked, response) => {
      expect(forExpress.sessionOf(asked)).toBe(forExpress.allowedOf(asked).session);
      response.json(shown(forExpress.allowedOf(asked)));
    });
    const server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
    const response = await get(urlOf(server.address()), headers);
    server.close();
    return response;
  },
  async Fastify(edge, { refuseWith }, headers) {
    const guard =
      refuseWith === undefined
        ? forFastify.requireSession(edge, { policy })
        : forFastify.requireSession(edge, {
            policy,
            onRefused: (refusal, _request, reply) => reply.code(refuseWith).send(refusal.kind),
          });
    const app = fastify();
    app.get("/private", { onRequest: guard }, (asked, reply) => {
      reply.send(shown(forFastify.allowedOf(asked)));
    });
    await app.listen({ host: "127.0.0.1", port: 0 });
    const url = urlOf(app.server.address());
    const response = await get(url, headers);
    await app.close();
    return response;
  },
  async Hono(edge, { refuseWith }, headers) {
    const guard =
      refuseWith === undefined
        ? forHono.requireSession(edge, { policy })
        : forHono.requireSession(edge, {
            policy,
            onRefused: (refusal, context) => context.text(refusal.kind, refuseWith),
          });
    const app = new Hono().get("/private", guard, (context) =>
      context.json(shown(context.get("allowed"))),
    );
    const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
    await once(server, "listening");
    const response = await get(urlOf(server.address()), headers);
    server.close();
    return response;
  },
  async Next(edge, { refuseWith }, headers) {
    const proceed = (allowed: Allowed) => NextResponse.json(shown(allowed));
    const guard =
      refuseWith === undefined
        ? forNext.requireSession<NextRequest>(edge, { policy, proceed })
        : forNext.requireSession<NextRequest>(edge, {
            policy,
            proceed,
            onRefused: (refusal) => new NextResponse(refusal.kind, { status: refuseWith }),
          });
    return guard(new NextRequest("http://127.0.0.1/private?page=2", { headers }));
  },
};

async function edgeOfTest(): Promise<Edge> {
  const { edge } = await edgeBefore(
    (asked, answer) => {
      answer.setHeader("Content-Type", "application/json");
      if (asked.headers.cookie === undefined) {
        answer.writeHead(401).end('{"error":{"code":401,"status":"Unauthorized"}}');
        return;
      }
      answer.setHeader("Set-Cookie", renewed);
      answer.end(sessionBody());
    },
    {
      policies: {
        app: {
          headers: { "X-User-Id": "/identity/id" },
          sign_in_url: "https://auth.example/",
        },
      },
    },
  );
  return edge;
}

describe.each(Object.entries(frameworks))("requireSession with a policy: %s", (_, ask) => {
  it("A person is let through, with the headers, the session, and a renewed cookie for the client.", async () => {
    const edge = await edgeOfTest();
    const response = await ask(edge, {}, { cookie: "ory_kratos_session=a" });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ headers: { "X-User-Id": "ada" }, id: "ada" });
    expect(response.headers.getSetCookie()).toEqual([renewed]);
  });

  it("A browser without a session is sent to sign-in, and a program gets the error.", async () => {
    const edge = await edgeOfTest();
    const redirected = await ask(edge, {}, page);
    expect(redirected.status).toBe(302);
    expect(redirected.headers.get("location")).toBe("https://auth.example/");
    expect(redirected.headers.get("cache-control")).toBe("no-store");
    const refused = await ask(edge, {}, {});
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ error: { id: "edge_session_required" } });
  });

  it("The application may answer a refusal itself.", async () => {
    const response = await ask(await edgeOfTest(), { refuseWith: 418 }, page);
    expect(response.status).toBe(418);
    expect(await response.text()).toBe("refused");
  });

  it("What cannot be decided is 503.", async () => {
    const edge = await edgeOfTest();
    await edge.close();
    expect((await ask(edge, {}, page)).status).toBe(503);
  });
});

it("A guard with a policy refuses something that is no whole edge.", async () => {
  const guard = forNext.requireSession<NextRequest>(
    { check: () => ({ kind: "inactive", status: 401, cacheStatus: "", setCookie: [] }) },
    { policy, proceed: () => NextResponse.next() },
  );
  await expect(guard(new NextRequest("http://127.0.0.1/"))).rejects.toThrow("needs an edge");
});

it("Asking for the decision in a route without its guard throws an error that says so.", () => {
  expect(() => forExpress.allowedOf({})).toThrow("put requireSession with a policy before");
});
