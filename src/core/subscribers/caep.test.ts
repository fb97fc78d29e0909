import { expect, it } from "vitest";
import { endingTypes, type EndingType } from "../endings/ending.ts";
import { caepPrefix } from "../endings/caep.ts";
import { caepClaims, receiverCode } from "./caep.ts";
import { answerCodeCharactersMax } from "./limits.ts";
import { wants, type Delivered } from "./subscriber.ts";

const receiver = { issuer: "https://id.example", audience: "partner" };
const ending: Delivered = {
  id: "e-1",
  type: "session-revoked",
  project: "acme",
  sessionId: "s-1",
  identityId: "i-1",
  at: 1_700_000_000_500,
};
const user = { format: "iss_sub", iss: "https://id.example", sub: "i-1" };
const session = { format: "opaque", id: "s-1" };

it("A token names issuer, audience, id, time, subject and one event, and does not expire.", () => {
  expect(caepClaims(receiver, ending, 1_700_000_001_999)).toEqual({
    iss: "https://id.example",
    aud: "partner",
    jti: "e-1",
    iat: 1_700_000_001,
    sub_id: { format: "complex", session, user },
    events: { [`${caepPrefix}session-revoked`]: { event_timestamp: 1_700_000_000 } },
  });
});

it("An id that nobody knows is not in the subject.", () => {
  const subject = (changes: Partial<Delivered>) =>
    caepClaims(receiver, { ...ending, ...changes }, 0)?.["sub_id"];
  expect(subject({ sessionId: undefined })).toEqual({ format: "complex", user });
  expect(subject({ identityId: undefined })).toEqual({ format: "complex", session });
  expect(subject({ type: "test", sessionId: undefined, identityId: undefined })).toEqual({
    format: "opaque",
    id: "acme",
  });
});

it("Only what CAEP has an event for is sent, and every other type is not wanted.", () => {
  const sent = (type: EndingType) =>
    Object.keys(Object(caepClaims(receiver, { ...ending, type }, 0)?.["events"])).map((name) =>
      name.slice(caepPrefix.length),
    );
  expect(Object.fromEntries(endingTypes.map((type) => [type, sent(type)]))).toEqual({
    "session-revoked": ["session-revoked"],
    "session-changed": [],
    "credential-changed": ["credential-change"],
    "assurance-changed": ["assurance-level-change"],
    "identity-changed": [],
    "project-changed": [],
  });
  const about = { kind: "caep", types: undefined, enabled: true, project: "acme" } as const;
  for (const type of endingTypes)
    expect([type, wants(about, { type, project: "acme" })]).toEqual([type, sent(type).length > 0]);
});

it("A subscriber wants the types that it names, tests and gaps, and nothing of others or while it is off.", () => {
  const about = {
    kind: "web-hook",
    types: ["session-revoked"],
    enabled: true,
    project: "acme",
  } as const;
  const wanted = (type: Delivered["type"], project = "acme") => wants(about, { type, project });
  expect(wanted("session-revoked")).toBe(true);
  expect(wanted("identity-changed")).toBe(false);
  expect(wanted("project-changed")).toBe(true);
  expect(wanted("test")).toBe(true);
  expect(wanted("session-revoked", "globex")).toBe(false);
  const off = { ...about, enabled: false };
  expect(wants(off, { type: "session-revoked", project: "acme" })).toBe(false);
});

it("The error code of a receiver is a short name, and nothing else of its answer is used.", () => {
  const long = "a".repeat(answerCodeCharactersMax);
  expect(receiverCode('{"err":"invalid_key","description":"x"}')).toBe("invalid_key");
  expect(receiverCode(`{ "err" : "${long}" }`)).toBe(long);
  expect(receiverCode(`{"err":"${long}a"}`)).toBeUndefined();
  expect(receiverCode('{"err":"<script>"}')).toBeUndefined();
  expect(receiverCode("")).toBeUndefined();
});
