// What is read of a message: as it was written, by a later version, by nobody.
import { describe, expect, test } from "vitest";
import { decodeMessage, encodeMessage, messageId, type BusMessage } from "./bus-message.ts";

const invalidation = {
  version: 1,
  id: "id-1",
  project: "acme",
  scope: { kind: "session", value: "s-1" },
  source: "mutation",
  by: "edge-1",
  at: 1_700_000_000_000,
} as const;

const heartbeat = {
  version: 1,
  instance: "i-1",
  name: "edge-1",
  region: "eu",
  software: "1.2.3",
  role: "edge",
  count: 7,
  healthy: true,
  applied: { eu: 12, us: 3 },
  projects: 2,
  revisions: 9,
  entries: 4,
  bytes: 8_000,
  checks: 100,
  hits: 90,
  unpublished: 0,
  lagMs: 3,
  url: "http://127.0.0.1:4000",
  startedAt: 1_700_000_000_000,
  at: 1_700_000_000_500,
} as const;

const location = { latitude: 50.1, longitude: 8.7, name: "Frankfurt" } as const;

const reported = {
  project: "acme",
  since: 2,
  counts: [7, 6, 5, 4, 3, 2, 1],
  hitTimes: "1c:2k..4",
  callTimes: "",
  lags: "z:1",
  refreshMs: 8_000,
};

describe("reading what was written", () => {
  const messages = [
    { kind: "invalidation", invalidation },
    { kind: "invalidation", invalidation: { ...invalidation, scope: { kind: "project" } } },
    { kind: "heartbeat", heartbeat },
    { kind: "heartbeat", heartbeat: { ...heartbeat, lagMs: undefined, url: undefined } },
    { kind: "heartbeat", heartbeat: { ...heartbeat, location } },
    { kind: "goodbye", goodbye: { version: 1, instance: "i-1", at: 5 } },
    {
      kind: "revision",
      revision: { version: 1, instance: "i-1", project: "acme", revision: 4, at: 5 },
    },
    { kind: "removal", removal: { version: 1, id: "id-9", region: "us", at: 5 } },
    {
      kind: "question",
      question: {
        version: 1,
        id: "q-1",
        by: "i-1",
        project: "acme",
        about: { kind: "identity", value: "p-1" },
      },
    },
    {
      kind: "question",
      question: {
        version: 1,
        id: "q-2",
        by: "i-1",
        project: "acme",
        about: { kind: "most-asked" },
      },
    },
    {
      kind: "answer",
      answer: {
        version: 1,
        id: "q-1",
        instance: "i-2",
        held: [
          {
            session: "s-1",
            identity: "p-1",
            credentials: 1,
            origin: "https://app.example",
            ageMs: 10.5,
            freshForMs: -3,
            endsInMs: 1_000,
            renew: true,
            bytes: 800,
          },
        ],
        asked: [],
        truncated: true,
      },
    },
    {
      kind: "answer",
      answer: {
        version: 1,
        id: "q-2",
        instance: "i-2",
        held: [],
        asked: [{ session: "s-1", identity: "p-1", hits: 640 }],
        truncated: false,
      },
    },
    {
      kind: "traffic",
      traffic: { version: 1, instance: "i-1", count: 3, projects: [reported], at: 5 },
    },
  ] as const satisfies readonly BusMessage[];

  test.each(messages)("A message of kind $kind is read as it was written.", (message) => {
    expect(decodeMessage(encodeMessage(message))).toEqual(message);
  });

  test("Each message has an id of its own.", () => {
    const ids = messages.map((message) => messageId(message));
    // The second, the fourth and the fifth are variants of the ones before.
    expect(new Set(ids).size).toBe(messages.length - 3);
  });
});

describe("reading what another version wrote", () => {
  test("Members that are not known are ignored.", () => {
    const text = JSON.stringify({ kind: "invalidation", ...invalidation, version: 2, why: "new" });
    expect(decodeMessage(text)).toEqual({ kind: "invalidation", invalidation });
  });

  test("A scope that is not known becomes the whole project.", () => {
    const scope = { kind: "organization", value: "o-1" };
    const text = JSON.stringify({ kind: "invalidation", ...invalidation, scope });
    expect(decodeMessage(text)).toMatchObject({
      invalidation: { project: "acme", scope: { kind: "project" } },
    });
  });

  test("A source that is not known becomes other.", () => {
    const text = JSON.stringify({ kind: "invalidation", ...invalidation, source: "caep" });
    expect(decodeMessage(text)).toMatchObject({ invalidation: { source: "other" } });
  });

  test("A kind that is not known is counted and nothing else.", () => {
    expect(decodeMessage('{"kind":"weather","version":3}')).toEqual({
      kind: "other",
      name: "weather",
    });
  });

  test("A heartbeat of an earlier version without the newest members is still one.", () => {
    const { kind: _kind, ...rest } = { kind: "heartbeat", ...heartbeat };
    const { url: _url, lagMs: _lagMs, unpublished: _unpublished, ...earlier } = rest;
    expect(decodeMessage(JSON.stringify({ kind: "heartbeat", ...earlier }))).toMatchObject({
      kind: "heartbeat",
      heartbeat: { instance: "i-1", count: 7, url: undefined, unpublished: 0 },
    });
  });

  test("Instants of a heartbeat that no date can show count as not said.", () => {
    const text = JSON.stringify({
      kind: "heartbeat",
      ...heartbeat,
      healthSince: 1e300,
      startedAt: -1,
    });
    const read = { kind: "heartbeat", heartbeat: { ...heartbeat, startedAt: 0 } };
    expect(decodeMessage(text)).toEqual(read);
  });

  test("A heartbeat whose location makes no sense counts without it.", () => {
    const text = JSON.stringify({
      kind: "heartbeat",
      ...heartbeat,
      location: { ...location, latitude: 91 },
    });
    expect(decodeMessage(text)).toEqual({ kind: "heartbeat", heartbeat });
  });

  test("A report of traffic keeps the projects and counters that are understood.", () => {
    const later = { ...reported, counts: [...reported.counts, 9], unit: "checks" };
    const senseless = [
      null,
      7,
      { ...reported, project: "" },
      { ...reported, counts: [1, 2] },
      { ...reported, counts: [-1, 6, 5, 4, 3, 2, 1] },
      { ...reported, lags: 7 },
      { ...reported, hitTimes: "1:".padEnd(9_000, "1.") },
      { ...reported, since: "1" },
    ];
    const text = JSON.stringify({
      kind: "traffic",
      instance: "i-1",
      count: 3,
      projects: [...senseless, later],
      at: 5,
    });
    expect(decodeMessage(text)).toEqual({
      kind: "traffic",
      traffic: { version: 1, instance: "i-1", count: 3, projects: [reported], at: 5 },
    });
    const many = JSON.stringify({
      kind: "traffic",
      instance: "i-1",
      count: 3,
      projects: Array.from({ length: 1_000 }, () => reported),
    });
    const read = decodeMessage(many);
    expect(read.kind === "traffic" && read.traffic.projects.length).toBe(256);
  });
});

describe("reading what makes no sense", () => {
  const everything = {
    kind: "invalidation",
    invalidation: { project: "*", scope: { kind: "project" }, source: "unreadable" },
  };
  test.each(["", "{", "[]", "7", "null", '{"kind":7}', '{"kind":"invalidation"}'])(
    "The text %j may have been any invalidation, so everything is invalidated.",
    (text) => {
      expect(decodeMessage(text)).toMatchObject(everything);
    },
  );

  test.each(["heartbeat", "goodbye", "revision", "removal", "traffic"])(
    "A %s without its members proves nothing, and is only counted.",
    (kind) => {
      expect(decodeMessage(JSON.stringify({ kind }))).toEqual({ kind: "other", name: kind });
    },
  );
});
