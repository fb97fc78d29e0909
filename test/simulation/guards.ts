// The guards that keep the laws, each with the edits that take it out of the source text. Without any one of them, some run must
// make the judge object: a guard that can be taken out unnoticed is either not needed or not tested.
// One table, however long: it is read from top to bottom.
// The product has no switch for this: `without-guard.ts` changes the text while it is loaded.
import type { MutationEffectsRow } from "../../src/core/mutation-effects.ts";
import { everySeed } from "./fleet/fleet-climate.ts";
import type { Law } from "./judge/objection.ts";

/** One exact snippet of one file, found exactly once, and what stands in its place. */
interface Edit {
  /** Path below `src/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** One guard. Where two places keep the same law, both are taken out. */
export interface Guard {
  readonly name: string;
  /** The law that is broken without it. Only objections by this law count. */
  readonly law: Law;
  /** The row of the table of mutation effects that it takes out. */
  readonly effects?: MutationEffectsRow;
  /** Only runs with several edges can notice. */
  readonly severalEdges?: true;
  readonly edits: readonly Edit[];
}

/** The environment of a process that runs without a guard. */
export function environmentWithout({
  name,
  severalEdges,
}: Guard): Readonly<Record<string, string>> {
  return {
    SIMULATION_WITHOUT_GUARD: name,
    ...(severalEdges === true ? { [everySeed]: "yes" } : {}),
  };
}

const keyPart = "key += `${headerMark[credential.header]}:${value} `;";

/** Every guard. */
export const guards: readonly Guard[] = [
  {
    name: "key-cookie",
    law: "L1",
    edits: [
      {
        file: "core/key.ts",
        find: keyPart,
        replace: `if (credential.header !== "cookie") ${keyPart}`,
      },
    ],
  },
  {
    name: "key-session-token",
    law: "L1",
    edits: [
      {
        file: "core/key.ts",
        find: keyPart,
        replace: `if (credential.header !== "x-session-token") ${keyPart}`,
      },
    ],
  },
  {
    name: "key-authorization",
    law: "L1",
    edits: [
      {
        file: "core/key.ts",
        find: keyPart,
        replace: `if (credential.header !== "authorization") ${keyPart}`,
      },
    ],
  },
  {
    name: "key-cookie-list",
    law: "L1",
    edits: [
      {
        file: "core/key.ts",
        find: keyPart,
        replace: `if (credential.header !== "cookie" || key === "") ${keyPart}`,
      },
    ],
  },
  {
    name: "key-opaque",
    law: "L1",
    edits: [
      {
        file: "core/key.ts",
        find: "if (opaque !== undefined) key += `b:${opaqueDigest(project, opaque.reveal(), digest)} `;",
        replace: "",
      },
    ],
  },
  {
    name: "key-header-name",
    law: "L1",
    edits: [{ file: "core/key.ts", find: keyPart, replace: "key += `${value} `;" }],
  },
  {
    name: "key-origin",
    law: "L1",
    edits: [
      { file: "core/key.ts", find: "if (origin !== undefined) key += `o:${origin}`;", replace: "" },
    ],
  },
  {
    name: "key-origin-anonymous",
    law: "L1",
    edits: [
      {
        file: "core/key.ts",
        find: 'const suffix = origin === undefined ? "" : `o:${origin}`;',
        replace: 'const suffix = "";',
      },
    ],
  },
  {
    name: "key-project",
    law: "L1",
    edits: [
      { file: "core/key.ts", find: "${project.length}:${project};${kind};", replace: "${kind};" },
    ],
  },
  {
    name: "key-project-anonymous",
    law: "L1",
    edits: [
      {
        file: "core/key.ts",
        find: "`n:${project.length}:${project} ${suffix}`",
        replace: "`n: ${suffix}`",
      },
    ],
  },
  {
    name: "joining-limit",
    law: "L2",
    edits: [
      {
        file: "core/join.ts",
        find: 'if (unforcedStartedAtMs >= notBeforeMs) return "join-unforced";',
        replace: 'return "join-unforced";',
      },
      {
        file: "core/delivery.ts",
        find: "begunAtMs >= check.notBeforeMs &&",
        replace: "",
      },
    ],
  },
  {
    name: "forced-never-joins",
    law: "L5",
    edits: [
      { file: "core/join.ts", find: "if (!forced) {", replace: "{" },
      {
        file: "core/decide.ts",
        find: "forced: true,\n      notBeforeMs: arrivedAtMs,",
        replace: "forced: true,\n      notBeforeMs: arrivedAtMs - 60_000,",
      },
    ],
  },
  {
    name: "disobedient-origin",
    law: "L2",
    edits: [
      {
        file: "core/delivery.ts",
        find: "begunAtMs >= check.notBeforeMs &&",
        replace: "",
      },
    ],
  },
  {
    name: "fence-after",
    law: "L3",
    edits: [
      {
        file: "edge/mutation/mutate.ts",
        find: "const removed = fences.raise(certain, atMs);",
        replace: "const removed = fences.raise([], atMs);",
      },
    ],
  },
  {
    name: "fence-for-late-waiters",
    law: "L3",
    edits: [
      {
        file: "core/delivery.ts",
        find: "isWithinOwnLimits(outcome, begunAtMs, wallAtBeginMs, check.arrivedAtMs) &&\n    call.unfenced;",
        replace: "isWithinOwnLimits(outcome, begunAtMs, wallAtBeginMs, check.arrivedAtMs);",
      },
    ],
  },
  {
    name: "hint-for-waiters",
    law: "L2",
    edits: [
      {
        file: "core/delivery.ts",
        find: "isWithinOwnLimits(outcome, begunAtMs, wallAtBeginMs, check.arrivedAtMs) &&",
        replace:
          "(isWithinOwnLimits(outcome, begunAtMs, wallAtBeginMs, check.arrivedAtMs) || true) &&",
      },
    ],
  },
  {
    name: "identity-compared-at-settling",
    law: "L3",
    edits: [
      {
        file: "edge/flight/settlement.ts",
        find: 'scopes.push({ kind: "identity", value: outcome.session.identityId });',
        replace: "",
      },
    ],
  },
  {
    name: "entry-compared-at-settling",
    law: "L1",
    edits: [
      {
        file: "core/settle.ts",
        find: "(entry.sessionId !== outcome.session.sessionId ||\n      entry.identityId !== outcome.session.identityId)",
        replace: "entry.sessionId === undefined",
      },
    ],
  },
  {
    name: "settling-in-order",
    law: "L9",
    edits: [
      {
        file: "core/settle.ts",
        find: "now.begunAtMs < now.settledBegunAtMs ||\n    (entry !== undefined && now.begunAtMs < entry.begunAtMs);",
        replace: "now.begunAtMs < 0;",
      },
    ],
  },
  {
    name: "expiry",
    law: "L2",
    edits: [
      {
        file: "core/decide.ts",
        find: 'if (arrivedAtMs >= entry.endsAtMs) return "old";',
        replace: "",
      },
    ],
  },
  {
    name: "hint",
    law: "L2",
    edits: [
      {
        file: "core/decide.ts",
        find: "const hintMs = entry?.hintMs ?? Number.POSITIVE_INFINITY;",
        replace: "const hintMs = Number.POSITIVE_INFINITY;",
      },
    ],
  },
  {
    name: "hint-forbids",
    law: "L2",
    edits: [
      {
        file: "core/outcome.ts",
        find: '(hint.kind === "seconds" || (hint.kind === "silent" && !settings.requireOriginHint)),',
        replace: "true,",
      },
    ],
  },
  {
    name: "set-cookie-not-stored",
    law: "L6",
    edits: [
      { file: "core/stored-head.ts", find: '  "vary",\n', replace: '  "vary",\n  "set-cookie",\n' },
    ],
  },
  {
    name: "set-cookie-to-starter",
    law: "L6",
    edits: [
      {
        file: "core/answer-lines.ts",
        find: '(isStarter || name !== "set-cookie") &&',
        replace: "",
      },
    ],
  },
  {
    name: "pacing",
    law: "L7",
    edits: [
      {
        file: "core/decide.ts",
        find: "now.arrivedAtMs - entry.lastCallAtMs >= intervalMs * spread &&",
        replace: "",
      },
    ],
  },
  {
    name: "shortest-interval",
    law: "L7",
    edits: [
      {
        file: "core/refresh-interval.ts",
        find: "return Math.max(refreshAfterMs, Math.min(intervalMs, limitMs / 2));",
        replace: "return Math.min(intervalMs, limitMs / 2);",
      },
    ],
  },
  {
    name: "one-refresh-at-once",
    law: "L7",
    edits: [
      {
        file: "edge/flight/flights.ts",
        find: "if (flights.unforced !== undefined) return false;",
        replace: "",
      },
      {
        file: "edge/flight/flights.ts",
        find: "if (this.#byKey.get(check.key)?.unforced !== undefined) return false;",
        replace: "",
      },
    ],
  },
  {
    name: "in-doubt",
    law: "L3",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: "publish: true, doubt: true }",
        replace: "publish: true, doubt: false }",
      },
    ],
  },
  {
    name: "asking-who",
    law: "L3",
    edits: [
      {
        file: "core/mutation-sender.ts",
        find: "ask: identify && readable,",
        replace: "ask: false,",
      },
    ],
  },
  {
    name: "asking-before-answering",
    law: "L3",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: "return listed === undefined || listed.signsIn === true || !namesIdentity;",
        replace: "return listed?.path === undefined && false;",
      },
    ],
  },
  {
    name: "widening",
    law: "L4",
    edits: [
      {
        file: "edge/fences.ts",
        find: 'if (scope.kind === "credential") this.widen(removed, change);',
        replace: "",
      },
    ],
  },
  {
    name: "others-invalidations",
    law: "L4",
    edits: [
      {
        file: "edge/fences.ts",
        find: "if (!concerned || invalidation.by === instance) return undefined;",
        replace: "if (concerned || invalidation.by === instance) return undefined;",
      },
    ],
  },
  {
    name: "stand-in-still-stored",
    law: "L3",
    edits: [
      {
        file: "core/delivery.ts",
        find: "const stands = stored?.version === entry.version && nowMs",
        replace: "const stands = nowMs",
      },
      // The store gives out no body of an entry that it no longer holds. So here the body is taken early.
      {
        file: "store/stored-entry.ts",
        find: "    this.#slot = slot;\n    this.version = facts.version;",
        replace:
          "    this.#slot = slot;\n    this.early = shelf.bodies.array(slot);\n    this.version = facts.version;",
      },
      {
        file: "store/stored-entry.ts",
        find: "    return this.#shelf.bodies.array(this.#heldSlot());",
        replace: "    return this.early;",
      },
    ],
  },
  {
    name: "refusal-removes",
    law: "L9",
    edits: [
      {
        file: "core/settle.ts",
        find: 'if (!unexplained) return settlement("refused", "remove");',
        replace: 'if (!unexplained) return settlement("refused", "keep");',
      },
      {
        file: "core/settle.ts",
        find: '? { ...settlement("refused/given", "remove"), secondLook: true }',
        replace: '? { ...settlement("refused/given", "keep"), secondLook: true }',
      },
    ],
  },
  {
    name: "second-look",
    law: "second look",
    edits: [
      {
        file: "core/settle.ts",
        find: '? { ...settlement("refused/given", "remove"), secondLook: true }',
        replace:
          '? { ...settlement("refused/given", "remove"), unseenChangeOf: findUnseenChange(now) }',
      },
      {
        file: "core/settle.ts",
        find: ': { ...settlement("refused/first", "keep"), counts: false, secondLook: true };',
        replace:
          ': { ...settlement("refused/first", "remove"), unseenChangeOf: findUnseenChange(now) };',
      },
    ],
  },
  {
    name: "newer-removes-older",
    law: "L9",
    edits: [
      {
        file: "core/settle.ts",
        find: 'if (isFenced(now)) return removal("active/fenced", false);',
        replace: 'if (isFenced(now)) return settlement("active/fenced", "keep");',
      },
      {
        file: "core/settle.ts",
        find: 'if (now.fence.inDoubt) return removal("active/doubt", false);',
        replace: 'if (now.fence.inDoubt) return settlement("active/doubt", "keep");',
      },
    ],
  },
  {
    name: "unstorable-removes",
    law: "L9",
    edits: [
      {
        file: "core/settle.ts",
        find: 'return { ...removal("active/unstorable", false), unseenChangeOf };',
        replace: 'return { ...settlement("active/unstorable", "keep"), unseenChangeOf };',
      },
    ],
  },
  {
    name: "one-forced-at-once",
    law: "L7",
    edits: [
      {
        file: "core/join.ts",
        find: 'return forcedStartedAtMs === undefined ? "start-forced" : "wait-next";',
        replace: 'return "start-forced";',
      },
    ],
  },
  {
    name: "fence-after-doubt",
    law: "L3",
    edits: [
      {
        file: "edge/fences.ts",
        find: "this.raise(scopes, clock.nowMs());\n      for",
        replace: "for",
      },
    ],
  },
  {
    name: "switch-fences",
    law: "L3",
    edits: [
      {
        file: "edge/edge.ts",
        find: "if (originChanged || changesAnswers(before, next)) {",
        replace: "if (originChanged) {",
      },
    ],
  },
  {
    name: "answers-readable",
    law: "L3",
    edits: [
      {
        file: "core/mutation-sender.ts",
        find: "readable, body: listed?.body",
        replace: "readable: false, body: listed?.body",
      },
    ],
  },
  {
    name: "unknown-sign-in",
    law: "L3",
    edits: [
      {
        file: "core/mutation-answer.ts",
        find: "return settings.cacheableSessions && setsSessionCookie(headers, settings.cookieName);",
        replace: "return sessionCookiesSet(headers, settings.cookieName).length < 0;",
      },
    ],
  },
  {
    name: "token-in-body",
    law: "L3",
    edits: [
      {
        file: "core/mutation.ts",
        find: "? readLogoutTokens(text)",
        replace: '? readLogoutTokens("")',
      },
    ],
  },
  {
    name: "ids-in-body",
    law: "L3",
    edits: [
      {
        file: "core/mutation.ts",
        find: "? readBulkScopes(text)",
        replace: '? readBulkScopes("")',
      },
    ],
  },
  {
    name: "stranger-refused",
    law: "strangers",
    effects: "turned-away",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: 'return requester === "stranger"\n      ? { row: "turned-away"',
        replace: 'return requester === "key-holder"\n      ? { row: "turned-away"',
      },
    ],
  },
  {
    name: "stranger-refused-by-admin-row",
    law: "strangers",
    effects: "admin/turned-away",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: "if (isAdminRefusal(byKeyHolder, answer)) {",
        replace: "if (isAdminRefusal(byKeyHolder, answer) && false) {",
      },
    ],
  },
  {
    name: "stranger-in-doubt",
    law: "strangers",
    effects: "unknown/stranger",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: 'if (requester === "stranger") return noEffects("unknown/stranger");',
        replace: "",
      },
    ],
  },
  {
    name: "stale-within-session",
    law: "L2",
    edits: [
      {
        file: "core/decide.ts",
        find: "if (arrivedAtMs >= entry.endsAtMs || arrivedAtMs - entry.begunAtMs > limitMs) return undefined;",
        replace: "if (arrivedAtMs - entry.begunAtMs > limitMs) return undefined;",
      },
      {
        file: "core/delivery.ts",
        find: "const stands = stored?.version === entry.version && nowMs < entry.endsAtMs;",
        replace: "const stands = stored?.version === entry.version && nowMs > 0;",
      },
    ],
  },
  {
    name: "known-sender-refused",
    law: "L3",
    effects: "refused",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: ': { row: "refused", known, claimed };',
        replace: ': { row: "refused", known: [], claimed: [] };',
      },
    ],
  },
  {
    name: "named-when-done",
    law: "L3",
    effects: "done",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: '? { row: "done", known: [...known, ...named], claimed }',
        replace: '? { row: "done", known, claimed }',
      },
    ],
  },
  {
    name: "claims-when-done",
    law: "L3",
    effects: "done",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: '? { row: "done", known: [...known, ...named], claimed }',
        replace: '? { row: "done", known: [...known, ...named], claimed: [] }',
      },
    ],
  },
  {
    name: "claims-when-not-said-to-be-done",
    law: "L3",
    effects: "claimed",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: ': { row: "claimed", known, claimed: [...claimed, ...named] };',
        replace: ': { row: "claimed", known, claimed: named };',
      },
    ],
  },
  {
    name: "admin-row-done",
    law: "L3",
    effects: "admin/done",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: '{ row: "admin/done", known: named, claimed: [] }',
        replace: '{ row: "admin/done", known: [], claimed: [] }',
      },
    ],
  },
  {
    name: "newcomers-confirmed",
    law: "L3",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: ": { known: [...names.scopes, ...known], claimed };",
        replace: ": { known: names.scopes, claimed: [] };",
      },
    ],
  },
  {
    name: "newcomers-vouched",
    law: "L3",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: "? { known: [...names.scopes, ...known, ...claimed], claimed: [] }",
        replace: "? { known: [], claimed: [] }",
      },
    ],
  },
  {
    name: "answer-read",
    law: "L3",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: "mayNameSession(method, answer) &&",
        replace: 'method === "" &&',
      },
    ],
  },
  {
    name: "known-when-unknown",
    law: "L3",
    effects: "unknown/known",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: "return { ...noEffects(row), fence, claim",
        replace: "return { ...noEffects(row), fence: named, claim",
      },
    ],
  },
  {
    name: "not-sent",
    law: "strangers",
    effects: "not-sent",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: 'return noEffects("not-sent");',
        replace:
          'return { ...noEffects("not-sent"), fence: [...sender.claimed, ...sender.named], publish: true };',
      },
    ],
  },
  {
    name: "acknowledged-by-every-worker",
    law: "L3",
    severalEdges: true,
    edits: [{ file: "edge/publisher.ts", find: "await applied;", replace: "void applied;" }],
  },
  {
    name: "doubt-at-every-worker",
    law: "L3",
    severalEdges: true,
    edits: [
      {
        file: "edge/mutation/mutate.ts",
        find: 'publisher.tell("doubt", project, effects.doubt ? scopes : []),',
        replace: "",
      },
    ],
  },
  {
    name: "admin-row-failed",
    law: "L3",
    effects: "admin/failed",
    edits: [
      {
        file: "core/mutation-effects.ts",
        find: 'return { row: "admin/failed", known: [], claimed };',
        replace: 'return { row: "admin/failed", known: [], claimed: [] };',
      },
    ],
  },
  {
    name: "replay",
    law: "L4",
    severalEdges: true,
    edits: [
      {
        file: "edge/link/regions.ts",
        find: "messages += 1;\n        this.#apply(region, sequence, message);",
        replace: "messages += 1;",
      },
    ],
  },
  {
    name: "degraded-clamp",
    law: "L2",
    severalEdges: true,
    edits: [
      {
        file: "core/decide.ts",
        find: "return healthy ? settings.maxAgeMs : Math.min(settings.maxAgeMs, settings.degradedMaxAgeMs);",
        replace: "return healthy ? settings.maxAgeMs : settings.maxAgeMs;",
      },
    ],
  },
  {
    name: "degraded-clamp-of-stand-ins",
    law: "L2",
    severalEdges: true,
    edits: [
      {
        file: "core/decide.ts",
        find: ": Math.min(settings.staleIfErrorMs, settings.degradedMaxAgeMs);",
        replace: ": settings.staleIfErrorMs;",
      },
    ],
  },
  {
    name: "degraded-is-said",
    law: "health",
    severalEdges: true,
    edits: [
      {
        file: "core/hit.ts",
        find: 'if (!healthy) return "degraded";',
        replace: "",
      },
    ],
  },
  {
    name: "hooks-applied-again",
    law: "L4",
    severalEdges: true,
    edits: [
      {
        file: "intake/hook-invalidations.ts",
        find: "this.#waiting.delete(key);\n      apply(scopes, true);",
        replace: "this.#waiting.delete(key);",
      },
    ],
  },
  {
    name: "truncated-log-removes",
    law: "L4",
    severalEdges: true,
    edits: [
      {
        file: "core/region-log.ts",
        find: 'return read.reachesBack ? "complete" : "truncated";',
        replace: 'return "complete";',
      },
    ],
  },
  {
    name: "replaced-log-removes",
    law: "L4",
    severalEdges: true,
    edits: [
      {
        file: "edge/link/regions.ts",
        find: 'if (result !== "complete") {',
        replace: 'if (result !== "complete" && result !== "replaced") {',
      },
    ],
  },
  {
    name: "new-region-removes",
    law: "L4",
    severalEdges: true,
    edits: [
      {
        file: "edge/link/regions.ts",
        find: 'if (result !== "complete") {',
        replace: 'if (result !== "complete" && result !== "joined") {',
      },
    ],
  },
  {
    name: "health-of-each-region",
    law: "L4",
    severalEdges: true,
    edits: [
      {
        file: "core/region.ts",
        find: 'for (const { log, standing } of regions) {\n    if (standing === "counted") untilMs',
        replace:
          'for (const { log, standing, own } of regions) {\n    if (standing === "counted" && own) untilMs',
      },
    ],
  },
  {
    name: "heartbeat-heard-first",
    law: "L4",
    severalEdges: true,
    edits: [
      {
        file: "edge/link/bus-link.ts",
        find: ": heartbeats.sentBefore(appliedHere(heartbeat));",
        replace: ": nowMs;",
      },
    ],
  },
  {
    name: "heartbeat-of-this-log",
    law: "L4",
    severalEdges: true,
    edits: [
      {
        file: "edge/link/bus-link.ts",
        find: "return known ? applied[bus.region] : undefined;",
        replace: "return applied[bus.region];",
      },
    ],
  },
  {
    name: "outbox-collapse",
    law: "outbox",
    severalEdges: true,
    edits: [
      {
        file: "edge/publisher.ts",
        find: 'const pending = this.#enqueue(project, { kind: "project" }, "collapsed", undefined);',
        replace:
          'const pending = this.#enqueue(project, replaced.at(-1)?.scope ?? { kind: "project" }, "collapsed", undefined);',
      },
    ],
  },
  {
    name: "outbox-retries",
    law: "outbox",
    severalEdges: true,
    edits: [
      {
        file: "edge/publisher.ts",
        find: "while (!(await this.#send(batch))) {",
        replace: "while (!(await this.#send(batch)) && batch.length === 0) {",
      },
    ],
  },
  {
    name: "widening-published",
    law: "outbox",
    severalEdges: true,
    edits: [
      {
        file: "edge/fences.ts",
        find: 'void publisher.publish(project, scopes, "widening", 0, describe);',
        replace: 'void publisher.publish(project, [], "widening", 0, describe);',
      },
    ],
  },
  {
    name: "silent-region-kept",
    law: "L4",
    severalEdges: true,
    edits: [
      {
        file: "core/region.ts",
        find: "if (nowMs - region.heardAtMs < forgetAfterMs) return false;",
        replace: "if (nowMs - region.heardAtMs < Math.min(forgetAfterMs, 5_000)) return false;",
      },
    ],
  },
  {
    name: "removed-region-read-out",
    law: "L4",
    severalEdges: true,
    edits: [
      {
        file: "edge/link/regions.ts",
        find: "if (removed !== undefined && noteRemoval(removed)) this.#catchUp(removed);",
        replace: "if (removed !== undefined && noteRemoval(removed)) this.#close(removed);",
      },
    ],
  },
  {
    name: "decision-age",
    law: "L2",
    edits: [
      {
        file: "edge/decision/decisions.ts",
        find: "maxAgeMs: Math.min(asked.maxAgeMs, maxAgeMs),",
        replace: "maxAgeMs: asked.maxAgeMs,",
      },
    ],
  },
  {
    name: "decision-active-session",
    law: "L1",
    edits: [
      {
        file: "core/policy/origin-word.ts",
        find: "session.active && wallMs < session.expiresAtWallMs",
        replace: "wallMs < session.expiresAtWallMs",
      },
    ],
  },
  {
    name: "decision-own-words",
    law: "L1",
    edits: [
      {
        file: "core/policy/origin-word.ts",
        find: 'if (!isOwnError(answer)) return { kind: "unexpected" };',
        replace: "",
      },
    ],
  },
  {
    name: "decision-level",
    law: "L1",
    edits: [
      {
        file: "core/policy/verdict.ts",
        find: "levelOf(session) < assuranceLevels.indexOf(requiredAal)",
        replace: "false",
      },
    ],
  },
  {
    name: "decision-own-policy",
    law: "L1",
    edits: [
      {
        file: "edge/decision/decision-heads.ts",
        find: "readVerdict(verdicts, place)",
        replace: "readVerdict(verdicts, 0)",
      },
    ],
  },
  {
    name: "decision-verdict-of-the-body",
    law: "L9",
    edits: [
      {
        file: "edge/flight/settlement.ts",
        find: "verdictsOf(context, result.answer, known && entry)",
        replace: "verdictsOf(context, result.answer, entry)",
      },
    ],
  },
  {
    name: "token-template-in-key",
    law: "L1",
    edits: [{ file: "core/key.ts", find: "key += `t:${template} `;", replace: 'key += "";' }],
  },
  {
    name: "token-template-asked-for",
    law: "L1",
    edits: [
      {
        file: "core/canonical-request.ts",
        find: "return whoamiPath + templateQuery(template);",
        replace: "return whoamiPath + templateQuery(template).slice(0, 0);",
      },
    ],
  },
  {
    name: "token-end",
    law: "L2",
    edits: [
      {
        file: "core/outcome.ts",
        find: "const hintMs = leastOf(hintLimitMs(hint), tokenMs);",
        replace: "const hintMs = hintLimitMs(hint);",
      },
    ],
  },
  {
    name: "token-margin",
    law: "L2",
    edits: [
      {
        file: "core/tokenized.ts",
        find: "expiresAtSeconds * 1_000 - tokenMarginMs - wallAtBeginMs",
        replace: "expiresAtSeconds * 1_000 - tokenMarginMs / 2 - wallAtBeginMs",
      },
    ],
  },
  {
    name: "token-no-stand-in",
    law: "L2",
    edits: [
      {
        file: "core/decide.ts",
        find: "if (now.tokenized === true) return undefined;",
        replace: "",
      },
    ],
  },
  {
    name: "token-listed-templates",
    law: "L8",
    edits: [
      {
        file: "core/tokenized.ts",
        find: "return templates.includes(name) && isTemplateName(name) ? name : undefined;",
        replace: "return isTemplateName(name) ? name : undefined;",
      },
    ],
  },
  {
    name: "token-of-somebody",
    law: "L8",
    edits: [
      {
        file: "core/check.ts",
        find: 'if (template !== undefined) return bypass("tokenize");',
        replace: "",
      },
    ],
  },
  {
    name: "token-is-no-change",
    law: "second look",
    edits: [
      {
        file: "edge/flight/settlement.ts",
        find: "return check.template !== undefined && isSameButToken(decoder.decode(entry.body), answer.text);",
        replace:
          "return isSameButToken(decoder.decode(entry.body), answer.text) && body === undefined;",
      },
    ],
  },
  {
    name: "token-replaced",
    law: "L2",
    edits: [
      {
        file: "edge/flight/settlement.ts",
        find: "      body: result.answer.body,\n      verdicts:",
        replace:
          "      body: sameBody && check.template !== undefined ? entry.body : result.answer.body,\n      verdicts:",
      },
    ],
  },
  {
    name: "token-forced",
    law: "L5",
    edits: [
      {
        file: "edge/check.ts",
        find: "    directives,\n    entry,\n    tokenized:",
        replace:
          "    directives: check.template === undefined ? directives : { ...directives, forced: false, maxAgeMs: Infinity },\n    entry,\n    tokenized:",
      },
    ],
  },
  {
    name: "token-fenced",
    law: "L3",
    edits: [
      {
        file: "edge/flight/settlement.ts",
        find: "fences.verdict(fences.quiet ? [] : scopesOf(call.check, outcome, entry));",
        replace:
          "fences.verdict(fences.quiet || call.check.template !== undefined ? [] : scopesOf(call.check, outcome, entry));",
      },
    ],
  },
];
