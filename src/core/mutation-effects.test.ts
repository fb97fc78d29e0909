// What a mutation does to later checks, by its row, its sender and its outcome (L3), and that a stranger's does not affect others.
import { describe, expect, test } from "vitest";
import { sampleDigest, sampleEntry } from "../../test/harness/sample-entry.ts";
import { RawCredential } from "./credential.ts";
import type { Scope } from "./invalidation.ts";
import type { AnswerNames, MutationAnswer } from "./mutation-answer.ts";
import {
  effectsCases,
  headCases,
  sendingCases,
  type EffectsCase,
} from "./mutation-effects.cases.ts";
import {
  asksNewcomers,
  credentialsToWarm,
  decideEffects,
  mutationEffectsRows,
  readsAnswer,
  unansweredOutcome,
  widenScopes,
  type MutationEffects,
  type MutationOutcome,
} from "./mutation-effects.ts";
import {
  judgeSender,
  planSending,
  prepareMutation,
  type Identified,
  type MutationSource,
  type Sender,
} from "./mutation-sender.ts";
import { findMutation, unlistedRequest, type Mutation } from "./mutation.ts";
import { defaultProjectSettings, type ProjectSettings } from "./settings.ts";

const uuid = "0f3a8b1c-2d4e-4f60-8a9b-1c2d3e4f5061";
const session = (value: string): Scope => ({ kind: "session", value });
const identity = (value: string): Scope => ({ kind: "identity", value });
const [mine, named] = [session("mine"), session("named")];
const everybody: Scope = { kind: "project" };
const on: ProjectSettings = { ...defaultProjectSettings, cacheableSessions: true };
const off: ProjectSettings = defaultProjectSettings;

const digestNames = new Map(
  ["sent", "invented", "new"].map((name) => [sampleDigest(name), name] as const),
);

function credential(name: string): Scope {
  return { kind: "credential", value: sampleDigest(name) };
}

function tell(scopes: readonly Scope[]): string {
  const names = scopes.map((scope) => {
    if (scope.kind === "project") return "everybody";
    return scope.kind === "credential" ? digestNames.get(scope.value) : scope.value;
  });
  return names.map((name) => ` ${name}`).join("");
}

function mutationOf(request: string): Mutation {
  const [method = "", target = ""] = request.split(" ");
  return findMutation(method, target, "") ?? unlistedRequest;
}

function answerOf(text: string): MutationAnswer {
  const [status, kind] = text.split(" ");
  const types = { json: "application/json; charset=utf-8", page: "text/html" };
  const type = kind === "json" || kind === "page" ? types[kind] : undefined;
  return { status: Number(status), headers: type === undefined ? [] : ["Content-Type", type] };
}

function namesOf(names: "both" | "one" | undefined): AnswerNames {
  const scopes = [session("answered-session"), identity("answered-identity")];
  if (names === undefined) return { scopes: [], complete: false };
  return { scopes: names === "both" ? scopes : scopes.slice(0, 1), complete: names === "both" };
}

describe("before a mutation is sent", () => {
  test.each(Object.entries(sendingCases))(
    "A mutation is prepared as in the case: %s.",
    (_, row) => {
      const mutation = mutationOf(row.request);
      const settings = row.off === true ? off : on;
      const { identify, ask, readable, body } = prepareMutation(mutation, settings);
      const scopes = row.known === true ? [mine, identity("me")] : [];
      const value = sampleDigest(row.known === true ? "sent" : "invented");
      const source: MutationSource = row.source ?? "mutation";
      const finding = { source, credentials: [{ value, scopes }], named: [named], settings };
      const sender = judgeSender(mutation, finding);
      expect(sender.settings).toBe(settings);
      const upstreamLane = row.source === "admin" ? "admin" : "forward";
      const { lane, pending } = planSending(sender, row.large !== true, upstreamLane);
      const prepared = [
        ...(identify ? ["identify"] : []),
        ...(ask ? ["ask"] : []),
        ...(readable ? ["readable"] : []),
        ...(body === undefined ? [] : [`read ${body}`]),
      ].join(", ");
      const who = sender.namesIdentity ? `${sender.requester}, me` : sender.requester;
      const parts = [prepared, who, lane];
      if (pending.length > 0) parts.push(`pending${tell(pending)}`);
      expect(parts.join(" | ")).toBe(row.does);
    },
  );

  test("An unconfirmed credential counts as claimed.", () => {
    const value = sampleDigest("invented");
    const finding = { source: "mutation", named: [], settings: on } as const;
    const credentials = [{ value, scopes: [] }];
    const sender = judgeSender(mutationOf("DELETE /sessions"), { ...finding, credentials });
    expect(sender).toMatchObject({ known: [], claimed: [credential("invented")] });
  });
});

test.each(Object.entries(headCases))(
  "When the head has arrived, the effects are as in the case: %s.",
  (_, row) => {
    const [method = ""] = row.request.split(" ");
    const mutation = mutationOf(row.request);
    const settings = row.off === true ? off : on;
    const sender: Sender = {
      requester: "known",
      known: [],
      claimed: [],
      named: [],
      namesIdentity: row.namesIdentity === true,
      settings,
    };
    const reads = readsAnswer(mutation, method, sender, answerOf(row.answer), settings);
    const asks = asksNewcomers(mutation, sender, namesOf(row.names), settings);
    const does = [...(reads ? ["read"] : []), ...(asks ? ["ask"] : [])].join(", ");
    expect(does === "" ? "nothing" : does).toBe(row.does);
  },
);

describe("by its outcome", () => {
  const mutations = {
    one: mutationOf(`DELETE /sessions/${uuid}`),
    out: mutationOf("GET /self-service/logout"),
    bulk: mutationOf("POST /admin/sessions"),
    "no row": unlistedRequest,
  };
  const settingsThen = {
    "turned on": off,
    "turned off": on,
    "cookie renamed": { ...on, cookieName: "before" },
  };

  function outcomeOf(row: EffectsCase): MutationOutcome {
    if (row.outcome === "not-sent" || row.outcome === "unknown") return { kind: row.outcome };
    const scopes = row.issued === "confirmed" ? [session("theirs")] : [];
    const issued: Identified[] =
      row.issued === undefined ? [] : [{ value: sampleDigest("new"), scopes }];
    const asked = row.issued === "confirmed" || row.issued === "unconfirmed";
    const newcomers = { names: namesOf(row.names), issued, asked };
    return { kind: "answered", answer: answerOf(row.outcome), newcomers };
  }

  function effectsIn(row: EffectsCase): MutationEffects {
    const sender: Sender = {
      requester: row.by,
      known: row.by === "known" ? [mine] : [],
      claimed: row.of === "bulk" ? [] : [credential("invented")],
      named: [named, everybody],
      namesIdentity: row.namesIdentity === true,
      settings: row.changed === undefined ? on : settingsThen[row.changed],
    };
    return decideEffects({
      mutation: mutations[row.of],
      sender,
      outcome: outcomeOf(row),
      settings: row.changed === "turned off" ? off : on,
    });
  }

  function told({ row, fence, claim, ...effects }: MutationEffects): string {
    const parts = [
      ...(fence.length > 0 ? [`fence${tell(fence)}`] : []),
      ...(claim.length > 0 ? [`claim${tell(claim)}`] : []),
      ...(effects.fenceAll ? ["fence all"] : []),
      ...(effects.publish ? ["publish"] : []),
      ...(effects.doubt ? ["doubt"] : []),
      ...(effects.warm ? ["warm"] : []),
    ];
    return parts.length === 0 ? `${row}:` : `${row}: ${parts.join(", ")}`;
  }

  test.each(Object.entries(effectsCases))(
    "The effects of an outcome are as in the case: %s.",
    (_, row) => {
      expect(told(effectsIn(row))).toBe(row.does);
    },
  );

  test("The cases visit every row of the effects.", () => {
    const visited = new Set(Object.values(effectsCases).map((row) => effectsIn(row).row));
    expect(mutationEffectsRows.filter((row) => !visited.has(row))).toEqual([]);
  });
});

test.each([
  ["timeout", true, "unknown"],
  ["broken", true, "unknown"],
  ["aborted", true, "unknown"],
  ["timeout", false, "not-sent"],
  ["unreachable", true, "not-sent"],
  ["busy", true, "not-sent"],
  ["loop", true, "not-sent"],
] as const)("%s, sent whole: %s, means %s", (failure, sentWhole, kind) => {
  expect(unansweredOutcome(failure, sentWhole)).toEqual({ kind });
});

describe("widening", () => {
  const entry = sampleEntry({ sessionId: "theirs", identityId: "them" });
  const settings = mutationOf("POST /self-service/settings");

  test.each<[string, Mutation, readonly Scope[], string]>([
    ["an entry names its session and identity", settings, [mine], " theirs them"],
    ["an identity that is fenced covers its entries", settings, [identity("them")], ""],
    ["another identity does not", settings, [identity("me")], " theirs them"],
    ["a request that no row knows reaches no identity", unlistedRequest, [mine], " theirs"],
  ])(
    "An invalidation is widened by the entries that it removes: %s.",
    (_, mutation, fenced, expected) => {
      expect(tell(widenScopes(mutation, fenced, [entry]))).toBe(expected);
    },
  );
});

describe("warming", () => {
  const cookie = new RawCredential("cookie", "c");
  const token = new RawCredential("x-session-token", "t");

  test.each<[string, ProjectSettings, readonly RawCredential[]]>([
    ["with the feature off nothing", off, []],
    ["cookies", on, [cookie]],
    ["tokens where they are cached", { ...on, sessionTokens: true }, [cookie, token]],
  ])("The credentials to warm depend on the settings: %s.", (_, settings, expected) => {
    expect(credentialsToWarm([cookie, token], settings)).toEqual(expected);
  });
});
