// Questions for a decision as gateways send them that no package brings, sent to an edge byte by byte. `sources` in the
// file beside this one says from which code, or document, each of them is.
import { readFile } from "node:fs/promises";
import { STATUS_CODES } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { edgeErrors } from "../../src/core/errors.ts";
import { freePorts } from "../harness/free-ports.ts";
import { exchange, rawRequest, valuesOf, type RawAnswer } from "../harness/raw-client.ts";
import { signInApp, signInBrowser } from "../harness/scene.ts";
import { startPolicyEdge, type PolicyEdge } from "./protected-site.ts";
import { readDeployed } from "./translated/kubernetes-files.ts";

const recorded = z.strictObject({
  gateway: z.enum(["apisix", "kong", "oathkeeper"]),
  setUp: z.string(),
  of: z.string(),
  head: z.array(z.string()).min(2),
  body: z.string().optional(),
  outcome: z.enum(["allowed", "sign-in", "refused", "body-refused"]),
});

const file = z.strictObject({
  sources: z.record(recorded.shape.gateway, z.string()),
  requests: z.array(recorded).min(1),
});

type Recorded = z.infer<typeof recorded>;

const { requests } = file.parse(
  JSON.parse(await readFile(new URL("decision-requests.json", import.meta.url), "utf8")),
);

let edge: PolicyEdge;
beforeAll(async () => {
  const [spoePort = 0] = await freePorts(1);
  edge = await startPolicyEdge("https://app.example", spoePort);
});
afterAll(async () => {
  await edge[Symbol.asyncDispose]();
});

interface Visitor {
  readonly id: string;
  readonly email: string;
  readonly cookie: string;
  readonly token: string;
}

/** A signed-in person whose session the edge does not know yet. */
async function visitor(): Promise<Visitor> {
  const person = await edge.person();
  const { cookie } = await signInBrowser(edge.direct, person);
  const [, value = ""] = /ory_kratos_session=([^;]+)/u.exec(cookie) ?? [];
  const token = await signInApp(edge.direct, person);
  return { id: person.id, email: person.email, cookie: value, token };
}

async function send(
  request: Recorded,
  as: Visitor,
  more: readonly string[] = [],
): Promise<RawAnswer> {
  const [line = "", ...headers] = [...request.head, ...more].map((one) =>
    one.replace("{cookie}", as.cookie).replace("{token}", as.token),
  );
  const [method = ""] = line.split(" ");
  const { answers } = await exchange(edge.url, rawRequest(line, headers, request.body), [method]);
  const [answer] = answers;
  if (answer === undefined) throw new Error("no answer");
  return answer;
}

const one = (answer: RawAnswer, name: string): string | undefined =>
  valuesOf(answer.headers, name)[0];

const idOf = (answer: RawAnswer): unknown =>
  z.object({ error: z.object({ id: z.string() }) }).parse(JSON.parse(answer.body.toString())).error
    .id;

/** What an answer must say, for each outcome. */
const expected: Readonly<
  Record<Recorded["outcome"], (as: Visitor, request: Recorded) => Record<string, unknown>>
> = {
  allowed: (as) => ({ status: 200, userId: as.id, email: as.email, body: "" }),
  "sign-in": (_as, { of }) => ({
    status: 302,
    returnTo: `https://app.example${of.split(" ")[1] ?? ""}`,
  }),
  refused: () => ({ status: 401, returnTo: undefined, error: "edge_session_required" }),
  "body-refused": () => ({ status: 400, error: "edge_decision_body_refused" }),
};

function summaryOf(answer: RawAnswer): Record<string, unknown> {
  const location = one(answer, "location");
  return {
    status: answer.status,
    userId: one(answer, "x-user-id"),
    email: one(answer, "x-user-email"),
    body: answer.body.toString(),
    returnTo: location === undefined ? undefined : new URL(location).searchParams.get("return_to"),
    error: answer.status >= 400 ? idOf(answer) : undefined,
  };
}

describe.each(requests)("$gateway $setUp, asked for $of", (request) => {
  test(`The recorded question is answered: ${request.outcome}.`, async () => {
    const as = await visitor();
    const answer = summaryOf(await send(request, as));
    expect(answer).toMatchObject(expected[request.outcome](as, request));
  });
});

test("The second time, each recorded question with a session is a hit.", async () => {
  for (const request of requests.filter(({ outcome }) => outcome === "allowed")) {
    const as = await visitor();
    await send(request, as);
    expect(one(await send(request, as), "cache-status")).toMatch(/; hit;/u);
  }
});

test("After a sign-out, the next recorded question gets a refusal.", async () => {
  for (const request of requests.filter(({ outcome }) => outcome === "allowed")) {
    const as = await visitor();
    expect((await send(request, as)).status).toBe(200);
    const cookie = `ory_kratos_session=${as.cookie}`;
    const { data } = await edge.through.createBrowserLogoutFlow({ cookie });
    await edge.through.updateLogoutFlow({ token: data.logout_token, cookie });
    await edge.through.performNativeLogout({
      performNativeLogoutBody: { session_token: as.token },
    });
    expect((await send(request, as)).status).not.toBe(200);
  }
});

test("APISIX sends on exactly the headers that its guide lists, and takes those of the policy off the client's request.", async () => {
  const plugin = z
    .object({
      routes: z.tuple([
        z.object({
          plugins: z.object({
            "forward-auth": z.object({
              request_headers: z.array(z.string()),
              upstream_headers: z.array(z.string()),
              client_headers: z.array(z.string()),
            }),
          }),
        }),
      ]),
    })
    .parse(parse(await readDeployed("apisix/apisix.yaml"))).routes[0].plugins["forward-auth"];
  const own = ["Host", "User-Agent", "Content-Length"];
  for (const { gateway, head } of requests) {
    if (gateway !== "apisix") continue;
    const names = head.slice(1).map((line) => line.slice(0, line.indexOf(":")));
    const sent = names.filter((name) => !own.includes(name) && !name.startsWith("X-Forwarded-"));
    expect(plugin.request_headers).toEqual(expect.arrayContaining(sent));
  }
  expect(plugin.upstream_headers).toEqual(["X-User-Id", "X-User-Email", "X-User-Aal"]);
  expect(plugin.client_headers).toContain("Location");
  for (const never of ["X-Original-URL", "Cache-Control", "X-Forwarded-Uri"]) {
    expect(plugin.request_headers).not.toContain(never);
  }
});

/** What a decision passes on of the identity server's failures. */
const ofOrigin = [429, 500, 502, 503, 504];

test("Kong's question has the headers that its guide lists, and no others of the client.", async () => {
  const service = z
    .object({
      services: z.tuple([
        z.object({
          plugins: z.tuple([
            z.object({
              config: z.object({
                callouts: z.tuple([
                  z.object({
                    request: z.object({
                      headers: z.object({
                        forward: z.literal(false),
                        custom: z.record(z.string(), z.string()),
                      }),
                      body: z.object({ forward: z.literal(false) }),
                      error: z.object({ http_statuses: z.array(z.number()) }),
                    }),
                  }),
                ]),
                upstream: z.object({
                  headers: z.object({ custom: z.record(z.string(), z.string()) }),
                }),
              }),
            }),
          ]),
        }),
      ]),
    })
    .parse(parse(await readDeployed("kong/kong.yaml"))).services[0];
  const { callouts, upstream } = service.plugins[0].config;
  const { headers, error } = callouts[0].request;
  for (const { gateway, head } of requests) {
    if (gateway !== "kong") continue;
    const names = head.slice(3).map((line) => line.slice(0, line.indexOf(":")));
    expect(Object.keys(headers.custom)).toEqual(expect.arrayContaining(names));
  }
  // Any other status lets the request go on.
  const statuses = [
    ...Object.values(edgeErrors).map(({ status }) => status),
    ...Object.keys(STATUS_CODES).map(Number),
    ...ofOrigin,
  ];
  expect(error.http_statuses.toSorted((one, other) => one - other)).toEqual(
    [...new Set(statuses)].filter((status) => status >= 300).toSorted((a, b) => a - b),
  );
  expect(Object.keys(upstream.headers.custom)).toEqual(["X-User-Id", "X-User-Email", "X-User-Aal"]);
});

test("A gateway that is not trusted gets decisions, and no way back.", async () => {
  const [spoePort = 0] = await freePorts(1);
  await using distrusting = await startPolicyEdge("https://app.example", spoePort, {
    trustedProxies: [],
  });
  const asked = requests.find(({ outcome }) => outcome === "sign-in");
  const [line = "", ...headers] = asked?.head ?? [];
  const { answers } = await exchange(distrusting.url, rawRequest(line, headers), ["GET"]);
  const location = new URL(answers[0] === undefined ? "" : (one(answers[0], "location") ?? ""));
  expect(location.pathname).toBe("/self-service/login/browser");
  expect(location.searchParams.has("return_to")).toBe(false);
});
