// Every parser of bytes from outside, as it is reached: the table that the linearity test goes through.
import {
  addressRanges,
  basePath,
  cookieName,
  databaseUrl,
} from "../../src/config/options/option-types.ts";
import {
  duration,
  hostSuffix,
  httpUrl,
  size,
  slug,
} from "../../src/config/options/option-types.ts";
import { addressTest, parseRange } from "../../src/config/values/address-range.ts";
import { parseListenAddress } from "../../src/config/values/listen-address.ts";
import { signInIds } from "../../src/control/access/door.ts";
import { checkFlags, defaultFlags } from "../../src/control/projects/feature-flags.ts";
import { applyOperations } from "../../src/control/projects/json-patch.ts";
import { isKey } from "../../src/control/access/keys.ts";
import { slugOf } from "../../src/control/projects/slug.ts";
import { toWebRequest } from "../../src/control/api/web.ts";
import { classifyWhoami } from "../../src/core/check.ts";
import { withoutConsoleCookie } from "../../src/core/console-cookie.ts";
import {
  opaqueAuthorization,
  possibleCredentials,
  presentedCredentials,
} from "../../src/core/credential.ts";
import { readDirectives } from "../../src/core/directives.ts";
import { withRequestId } from "../../src/core/error-body.ts";
import {
  forwardedAnswerLines,
  forwardedRequestLines,
  goesInCircles,
} from "../../src/core/forwarding.ts";
import { readHead, type RequestHead } from "../../src/core/head.ts";
import { parseHttpDateMs, parseRfc3339Ms } from "../../src/core/instants.ts";
import { defaultLimits } from "../../src/core/limits.ts";
import { canonicalUuid, findMutation } from "../../src/core/mutation.ts";
import { couldLeavePath } from "../../src/core/origin-path.ts";
import { scopesOfBulk, tokensOfLogout } from "../../src/core/mutation.ts";
import { ageMs, classifyResult, readHint } from "../../src/core/outcome.ts";
import { percentDecoded } from "../../src/core/percent.ts";
import { hostName } from "../../src/core/served-project.ts";
import { readIssuedTokens, readNames, readSession } from "../../src/core/session.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import { readCookieText } from "../../src/doctor/cookie-text.ts";
import { readMetrics } from "../../src/doctor/metrics-text.ts";
import { jsonAt, readWhoami } from "../../src/doctor/read-reply.ts";
import { announcesClose } from "../../src/host/node/head.ts";
import { readHead as readStrictHead } from "../../src/host/node/strict-head.ts";
import { idSchema } from "../../src/intake/id.ts";
import { passToAdmin } from "../../src/intake/gateway.ts";
import { readInvalidations } from "../../src/intake/invalidation-request.ts";
import { readJson } from "../../src/intake/json-request.ts";
import { createKeyRing } from "../../src/intake/key-ring.ts";
import { readKratosHook, triggerOf } from "../../src/intake/kratos-hook.ts";
import { readOryEvent } from "../../src/intake/ory-event.ts";
import { carriesKey, presentedKey, withoutKeys } from "../../src/intake/presented-key.ts";
import { fetchArguments } from "../../src/library/axios-request.ts";
import { checkLines } from "../../src/library/credentials.ts";
import { checkOf } from "../../src/library/guard.ts";
import { linesOfPairs, plainTarget } from "../../src/library/plain-request.ts";
import { resultOf } from "../../src/library/result.ts";
import { toEdgeRequest, toRequest } from "../../src/library/web-request.ts";
import { answerLines as fetchedLines, areHeaderLines } from "../../src/origin/fetch/lines.ts";
import { answerLines } from "../../src/origin/undici/head-lines.ts";
import type { Parse } from "./linearity.ts";

const settings = { ...defaultProjectSettings, cacheableSessions: true, sessionTokens: true };
const { cookieName: name } = settings;
const session = `${name}=`;
/** Nothing is turned away for its length: what would be parsed of it is what is measured. */
const generous = {
  ...defaultLimits,
  originHeaderBytesMax: 2 ** 20,
  credentialBytesMax: 2 ** 20,
  sessionCookiesMax: 2 ** 20,
};
const digest = (text: string): string => String(text.length);
const encoder = new TextEncoder();
const keys = createKeyRing([]);
const trusts = addressTest([parseRange("10.0.0.0/8")].filter((range) => typeof range !== "string"));
const signal = new AbortController().signal;

function request(headers: readonly string[], target = "/", text?: string) {
  const body =
    text === undefined
      ? undefined
      : {
          async *[Symbol.asyncIterator]() {
            yield encoder.encode(text);
          },
        };
  return { method: "POST", target, headers, body, peer: undefined, signal };
}

function answer(status: number, headers: readonly string[], text = "") {
  const body = encoder.encode(text);
  return { kind: "answer", answer: { status, headers, body, text, ending: "whole" } } as const;
}

function classify(target: string, lines: readonly string[]): unknown {
  const head = readHead(lines);
  const whoami = { method: "GET", target, hasBody: false, absoluteForm: false, head };
  const directives = readDirectives(head.cacheControl, head.pragma);
  const knowledge = { cookieNameConfirmed: true };
  return classifyWhoami(whoami, directives, settings, knowledge, generous, digest);
}

function presented(head: Partial<RequestHead>): unknown {
  return presentedCredentials({ ...readHead([]), ...head }, name, generous);
}

let lines: { readonly field: string; readonly text: string; readonly made: string[] } | undefined;

/** An eighth as many lines of a name as the text has characters. Made once for all runs on a text: it is not what is measured. */
function manyLines(field: string, text: string): string[] {
  if (lines?.field !== field || lines.text !== text) {
    const values = text.slice(0, text.length / 8).split("");
    lines = { field, text, made: values.flatMap((value) => [field, value]) };
  }
  return lines.made;
}

function forwarded(lines: readonly string[]): unknown {
  return forwardedRequestLines(
    lines,
    {
      address: "10.0.0.1",
      protocol: "http",
      trusts,
      addressHeader: "x-forwarded-for",
      host: "a.example",
    },
    "edge",
  );
}

const replied = (headers: ReadonlyMap<string, readonly string[]>, text: string) => ({
  kind: "reply" as const,
  status: 401,
  headers,
  text,
  sentAtMs: 0,
  repliedAtMs: 0,
});

/** Name and parser of everything that reads bytes of clients, origins and operators. */
export const parsers: Readonly<Record<string, Parse>> = {
  // Heads of requests, as the host and the edge read them.
  "strict head, target": (text) => strict(`/${text}`, []),
  "strict head, absolute target": (text) => strict(`http://a${text}`, ["Host", `a${text}`]),
  "strict head, Host": (text) => strict("/", ["Host", text]),
  "strict head, framing": (text) => strict("/", ["Host", "a", "Content-Length", text]),
  "strict head, many lines": (text) => strict("/", manyLines("A", text)),
  "head, Connection": (text) => readHead(["Connection", text]),
  "head, Connection options": (text) => readHead(["Connection", `close${text}`]),
  "head, traceparent": (text) => readHead(["Traceparent", text, "Tracestate", text]),
  "head, many Cookie lines": (text) => classify("/sessions/whoami", manyLines("Cookie", text)),
  "head, many Cache-Control lines": (text) =>
    readDirectives(readHead(manyLines("Cache-Control", text)).cacheControl, undefined),
  "check, query": (text) => classify(`/sessions/whoami?${text}`, []),
  "check, Origin": (text) => classify("/sessions/whoami", ["Origin", text]),
  "check, X-Request-ID": (text) => classify("/sessions/whoami", ["X-Request-ID", text]),
  "check, everything": (text) =>
    classify("/sessions/whoami", ["Cookie", session + text, "X-Session-Token", text]),
  "credentials, Cookie": (text) => presented({ cookie: text }),
  "credentials, session cookie": (text) => presented({ cookie: session + text }),
  "credentials, many session cookies": (text) =>
    presented({ cookie: `${session}${text};`.repeat(2) }),
  "credentials, X-Session-Token": (text) => presented({ sessionToken: text, sessionTokenLines: 1 }),
  "credentials, Authorization": (text) => presented({ authorization: text, authorizationLines: 1 }),
  "credentials, Bearer": (text) =>
    presented({ authorization: `Bearer ${text}`, authorizationLines: 1 }),
  "possible credentials, Cookie": (text) => possibleCredentials(["Cookie", text], name, 8),
  "possible credentials, session cookie": (text) =>
    possibleCredentials(["Cookie", session + text], name, 8),
  "possible credentials, quoted cookie": (text) =>
    possibleCredentials(["Cookie", `${session}"${text}`], name, 8),
  "possible credentials, many cookies": (text) =>
    possibleCredentials(["Cookie", `${session}x;`.repeat(text.length / 24)], name, 8),
  "possible credentials, Authorization": (text) =>
    possibleCredentials(["Authorization", text], name, 8),
  "possible credentials, Bearer": (text) =>
    possibleCredentials(["Authorization", `bearer ${text}`], name, 8),
  "directives, Cache-Control": (text) => readDirectives(text, undefined),
  "directives, max-age": (text) => readDirectives(`max-age=${text}`, undefined),
  "directives, quoted": (text) => readDirectives(`a="${text}`, undefined),
  "directives, Pragma": (text) => readDirectives(undefined, text),
  "forwarding, X-Forwarded-For": (text) => forwarded(["X-Forwarded-For", text]),
  "forwarding, Connection": (text) => forwarded(["Connection", text]),
  "forwarding, many lines": (text) => forwarded(manyLines("X-Forwarded-For", text)),
  "forwarding, answer": (text) => forwardedAnswerLines(["Connection", text]),
  "forwarding, Via": (text) => goesInCircles(["Via", text], "edge"),
  "Console's cookie": (text) => withoutConsoleCookie(`edge_sessions_console=x;${text}`),
  "opaque authorization": (text) => opaqueAuthorization(["Authorization", text], 2 ** 20),
  "percent-decoding": (text) => percentDecoded(text),
  "host name": (text) => hostName(text),
  "host name, bracketed": (text) => hostName(`[${text}`),
  "origin's path": (text) => couldLeavePath(`/${text}`),
  "origin's path, encoded": (text) => couldLeavePath(`/%2${text}`),
  "mutation, path": (text) => findMutation("DELETE", `/${text}`, ""),
  "mutation, id": (text) => findMutation("DELETE", `/sessions/${text}`, ""),
  "mutation, below a base path": (text) => findMutation("POST", `/b/${text}`, "/b"),
  "mutation, query": (text) => findMutation("POST", `/self-service/login?${text}`, ""),
  uuid: (text) => canonicalUuid(text),
  // Bodies of requests.
  "sign-out's body": (text) => tokensOfLogout(text),
  "sign-out's body, in a string": (text) => tokensOfLogout(`{"session_token":"${text}`),
  "bulk body": (text) => scopesOfBulk(text),
  "bulk body, in a string": (text) => scopesOfBulk(`{"identities":["${text}`),
  // Answers of the origin.
  "answer's head": (text) => answerLines([Buffer.from("A"), Buffer.from(text, "latin1")]),
  "answer's head, coding": (text) =>
    answerLines([Buffer.from("Transfer-Encoding"), Buffer.from(text, "latin1")]),
  "answer's head, many lines": (text) =>
    answerLines(manyLines("A", text).map((piece) => Buffer.from(piece, "latin1"))),
  "answer's head by fetch": (text) => areHeaderLines(["a", text, text, "a"]),
  "answer's coding by fetch": (text) => {
    const headers = new Headers();
    if (areHeaderLines(["a", text])) headers.set("content-encoding", text);
    return fetchedLines(new Response("", { headers }), "GET");
  },
  "session JSON": (text) => [readSession(text), readNames(text), readIssuedTokens(text)],
  "session JSON, in a string": (text) => readSession(`{"id":"${text}","active":true}`),
  "session JSON, in an object": (text) => readSession(`{"id":"1",${text}}`),
  instants: (text) => [parseRfc3339Ms(text), parseHttpDateMs(text)],
  "instants, fraction": (text) => parseRfc3339Ms(`2026-01-01T00:00:00.${text}`),
  "hint and age": (text) => [
    readHint(["Ory-Session-Cache-For", text]),
    ageMs(["Age", text, "Age", text], 1),
  ],
  "rate limit": (text) =>
    classifyResult(
      answer(429, ["Retry-After", text, "RateLimit-Reset", text, "X-RateLimit-Reset", text]),
      { anonymous: false, withOrigin: false },
      0,
      settings,
      defaultLimits,
    ),
  "refusal's body": (text) =>
    classifyResult(
      answer(401, ["Content-Type", text], text),
      { anonymous: false, withOrigin: false },
      0,
      settings,
      defaultLimits,
    ),
  "request id": (text) =>
    withRequestId('{"error":{"code":401,"status":"Unauthorized","reason":"x"}}', text),
  "announces the end": (text) => announcesClose(["Connection", text]),
  // The admin listener.
  "presented key": (text) => presentedKey(["Authorization", text], true),
  "presented key, basic": (text) => presentedKey(["Authorization", `Basic ${text}`], true),
  "presented key, taken off": (text) =>
    withoutKeys(["Authorization", `Bearer ${text}`, "X-Any", text], keys, "some-key"),
  "presented key, sought": (text) => carriesKey(text, keys, "some-key"),
  "gateway's path": (text) =>
    passToAdmin(
      {
        project: "p",
        keys,
        edge: { passAdmin: () => Promise.resolve({ status: 200, headers: [], body: undefined }) },
        adminOrigin: { send: () => Promise.reject(new Error("never called")) },
        clock: { nowMs: () => 0, wallMs: () => 0, after: () => () => undefined },
        emit: () => undefined,
      },
      request([], `/admin/${text}`),
      undefined,
    ),
  "intake's JSON": (text) => readJson(request(["Content-Type", "application/json"], "/", text)),
  "intake's content type": (text) => readJson(request(["Content-Type", `application/json${text}`])),
  "invalidation's id": (text) => readInvalidations({ scope: "session", id: text }),
  "invalidation's members": (text) => readInvalidations({ scope: text, [text]: text }),
  "hook's members": (text) => readKratosHook({ flow: text, identity_id: text, session_id: text }),
  "hook's trigger": (text) => triggerOf(["Ory-Webhook-Trigger-Id", text]),
  "event's members": (text) =>
    readOryEvent({
      name: "SessionRevoked",
      timestamp: text,
      eventAttributes: { SessionID: text, IdentityID: text },
    }),
  "intake's id": (text) => idSchema().safeParse(text),
  // The library.
  "library, credentials": (text) => checkLines({ cookie: text, sessionToken: text, bearer: text }),
  "library, guard": (text) => checkOf(() => `Bearer ${text}`, {}),
  "library, plain URL": (text) => plainTarget(`http://a.example/${text}`),
  "library, plain header": (text) => linesOfPairs([["a", text]]),
  "library, URL": (text) =>
    toEdgeRequest(toRequest(`/sessions/whoami?${text}`, undefined), undefined, "default"),
  "library, axios": (text) =>
    fetchArguments({ baseURL: `http://a${text}`, url: `/b${text}`, params: { a: 1 } }, undefined),
  "library, many cookies": (text) =>
    resultOf({ status: 401, headers: manyLines("Set-Cookie", text), body: undefined }),
  "library, session": (text) =>
    resultOf({ status: 200, headers: [], body: encoder.encode(`{"id":"${text}"}`) }),
  // Settings and the control plane.
  "origin URL": (text) => httpUrl().safeParse(`http://a.example${text}`),
  "base path": (text) => basePath().safeParse(`/${text}`),
  "cookie name": (text) => cookieName().safeParse(text),
  domain: (text) => hostSuffix().safeParse(text),
  slug: (text) => slug().safeParse(text),
  "slug of a name": (text) => slugOf(text),
  duration: (text) => duration({ min: 0, max: 1 }).safeParse(text),
  "duration, digits": (text) => duration({ min: 0, max: 1 }).safeParse(`1${text}`),
  size: (text) => size({ min: 0, max: 1 }).safeParse(text),
  database: (text) => databaseUrl().safeParse(`postgres://${text}`),
  "address ranges": (text) => addressRanges().safeParse(text),
  "address range": (text) => parseRange(text),
  "address range, IPv6": (text) => parseRange(`::${text}`),
  address: (text) => trusts(text),
  "address, IPv6": (text) => trusts(`1:${text}`),
  "listen address": (text) => parseListenAddress(`${text}:80`),
  "feature flags": (text) =>
    checkFlags({ ...defaultFlags, origin_url: text, cookie_name: text, hosts: [text] }),
  "feature flags, unknown": (text) => checkFlags({ ...defaultFlags, [text]: text }),
  "JSON patch": (text) =>
    applyOperations({ a: {} }, [{ op: "add", path: `/${text}`, value: text }]),
  "JSON patch, move": (text) =>
    applyOperations({ a: {} }, [{ op: "move", path: "/a", from: `/${text}` }]),
  "control key": (text) => isKey(text),
  "sign-in's cookie": (text) => signInIds(() => `edge_sessions_console=${text}`),
  "control request": (text) =>
    areHeaderLines(["a", text]) && toWebRequest(request(["Cookie", text]), "/"),
  "control request, many lines": (text) =>
    areHeaderLines(["a", text]) && toWebRequest(request(manyLines("A", text)), "/"),
  // The doctor.
  "doctor, metrics": (text) => readMetrics(`edge_sessions_a{${text}} 1\n${text}`),
  "doctor, metrics' labels": (text) => readMetrics(`edge_sessions_a{a="${text}"} 1`),
  "doctor, cookie": (text) => readCookieText(text),
  "doctor, named cookie": (text) => readCookieText(`${session}${text}`),
  "doctor, JSON": (text) => jsonAt(text, ["error", "id"]),
  "doctor, reply": (text) =>
    readWhoami(
      replied(
        new Map(
          ["content-type", "cache-status", "date", "location"].map((field) => [field, [text]]),
        ),
        text,
      ),
      "http://a.example/sessions/whoami",
    ),
};

function strict(target: string, lines: readonly string[]): unknown {
  return readStrictHead({ version: "1.1", method: "GET", target, lines }, 2 ** 20);
}
