// What happened to an edge, as people read it: one line for each thing, in order, who did it in front. A test compares the
// whole text, so that it is the specification of a flow.
import { headerValues } from "../../src/core/header-lines.ts";
import type { Scope } from "../../src/core/invalidation.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import type { Failing, Say, ScriptedCall } from "./scripted-calls.ts";
import type { Reply, Sent } from "./scripted-clients.ts";

/** One thing that happened. Clients' requests and the edge's calls each have a number, from 0. */
export type Step =
  | { readonly kind: "time"; readonly ms: number }
  | { readonly kind: "asked"; readonly n: number; readonly sent: Sent }
  | { readonly kind: "replied"; readonly n: number; readonly reply: Reply }
  | { readonly kind: "called"; readonly n: number; readonly call: ScriptedCall }
  | { readonly kind: "said"; readonly n: number; readonly say: Say }
  | { readonly kind: "failed"; readonly n: number; readonly failing: Failing }
  | { readonly kind: "told"; readonly event: EdgeEvent; readonly nowMs: number };

/** Formats the steps. `digested` has the text behind each digest, so that a credential can be named. */
export function traceOf(steps: readonly Step[], digested: ReadonlyMap<string, string>): string {
  const clients = new Numbering();
  const calls = new Numbering();
  return steps
    .map((step) => {
      const [who, what] = lineOf(step, { clients, calls, digested });
      return `${who.padEnd(9)} ${what}`;
    })
    .join("\n");
}

/** Numbers from 1, in the order in which they turn up. */
class Numbering {
  readonly #seen: number[] = [];

  of(n: number): number {
    if (!this.#seen.includes(n)) this.#seen.push(n);
    return this.#seen.indexOf(n) + 1;
  }
}

/** What the names in a trace are taken from. */
interface Names {
  readonly clients: Numbering;
  readonly calls: Numbering;
  readonly digested: ReadonlyMap<string, string>;
}

function lineOf(
  step: Step,
  { clients, calls, digested }: Names,
): readonly [who: string, what: string] {
  switch (step.kind) {
    case "time":
      return ["time", `${seconds(step.ms)} later`];
    case "asked":
      return [`client ${clients.of(step.n)}`, `asks ${requestText(step.sent, step.sent.host)}`];
    case "replied":
      return [`client ${clients.of(step.n)}`, `gets ${replyText(step.reply)}`];
    case "called":
      return [`call ${calls.of(step.n)}`, `asks ${requestText(step.call, step.call.url)}`];
    case "said":
      return [`call ${calls.of(step.n)}`, `gets ${sayText(step.say)}`];
    case "failed":
      return [`call ${calls.of(step.n)}`, `gets nothing: ${step.failing}`];
    case "told": {
      const { project } = step.event;
      const who = project === "default" || project === "" ? "edge" : project;
      return [who, eventText(step.event, step.nowMs, digested)];
    }
    default:
      return step satisfies never;
  }
}

function requestText(
  request: {
    readonly method: string;
    readonly target: string;
    readonly headers: readonly string[];
  },
  where: string | undefined,
): string {
  const { method, target, headers } = request;
  const at = where === undefined || where === "edge.example" ? "" : ` at ${where}`;
  const cookie = headerValues(headers, "cookie").map(
    (value) => ` by ${value.replace("ory_kratos_session=", "")}`,
  );
  const asked = headerValues(headers, "cache-control").map((value) => `, ${value}`);
  return `${method} ${target}${at}${cookie.join("")}${asked.join("")}`;
}

function replyText({ status, body, cacheStatus, cookies, headers }: Reply): string {
  const ages = headerValues(headers, "age").map((value) => `, Age ${value}`);
  const how = cacheStatus === "" ? "" : ` (${cacheStatus.replace(/^edge; /, "")})`;
  return `${status} ${bodyText(body)}${how}${ages.join("")}${cookiesText(cookies)}`;
}

function sayText({ status = 200, headers = [], body }: Say): string {
  const retry = headerValues(headers, "retry-after").map((value) => `, Retry-After ${value}`);
  const cookies = cookiesText(headerValues(headers, "set-cookie"));
  return `${status} ${bodyText(body)}${retry.join("")}${cookies}`;
}

function cookiesText(cookies: readonly string[]): string {
  return cookies
    .map((line) => line.split(";")[0] ?? "")
    .map((pair) => (pair.endsWith("=") ? `, clears ${pair.slice(0, -1)}` : `, sets ${pair}`))
    .join("");
}

/** What every session says, so that it tells nothing. */
const usualFields = new Set(["id", "active", "expires_at", "identity"]);

/** A session by its id and whatever else it says, an error by its id or status. */
function bodyText(body: string): string {
  if (!body.startsWith("{")) return body === "" ? "without a body" : body;
  const fields = JSON.parse(body) as {
    readonly id?: string;
    readonly error?: { readonly id?: string; readonly status?: string };
  };
  const { id, error } = fields;
  if (error !== undefined) return error.id ?? error.status ?? "error";
  const more = Object.entries(fields)
    .filter(([name]) => !usualFields.has(name))
    .map(([name, value]) => `, ${name} ${JSON.stringify(value)}`);
  return `${id ?? "JSON without an id"}${more.join("")}`;
}

function eventText(event: EdgeEvent, nowMs: number, digested: ReadonlyMap<string, string>): string {
  const named = (scope: Scope): string => scopeText(scope, digested);
  switch (event.kind) {
    case "decided":
      return `decides ${event.row}`;
    case "call":
      return `counts a call: ${event.purpose} in lane ${event.lane}, ${event.outcome}`;
    case "settled":
      return `settles ${event.row}: ${event.store}`;
    case "check":
      return `counts a check: ${event.result} ${event.status}${event.refreshing ? ", refreshing" : ""}`;
    case "forwarded":
      return `counts a forwarded ${event.method}: ${event.status}, ${event.why}`;
    case "fence": {
      const agoMs = Math.round(nowMs - event.atMs);
      const since = agoMs === 0 ? "now" : `${seconds(agoMs)} ago`;
      return `fences ${named(event.scope)} as of ${since}, removes ${event.removed}`;
    }
    case "doubt":
      return `${event.ended ? "no longer doubts" : "doubts"} ${named(event.scope)}`;
    case "mutation": {
      const { row, status, scopes, published } = event;
      const whom = scopes.length === 0 ? "nobody" : scopes.map(named).join(", ");
      const how = published ? "published" : "not published";
      return `counts the mutation ${row}: ${status ?? "outcome unknown"}, concerns ${whom}, ${how}`;
    }
    case "published":
      return `publishes ${named(event.scope)}, source ${event.source}${event.ok ? "" : ", in vain"}`;
    case "change-unseen":
      return `notices an unseen change of the ${event.identityId}${event.published ? "" : ", published lately"}`;
    case "refresh-paused":
      return `pauses refreshes for ${seconds(Math.round(event.untilMs - nowMs))}`;
    case "refresh-interval":
      return `refreshes ${seconds(event.intervalMs)} apart`;
    case "settings":
      return `applies settings: feature ${event.cacheableSessions ? "on" : "off"}`;
    case "error-answered":
      return `answers an error of its own: ${event.status} ${event.id}`;
    case "ending": {
      const { type, sessionId, identityId } = event.ending;
      const about = [sessionId, identityId].flatMap((id) =>
        id === undefined ? [] : [`the ${id}`],
      );
      return `notices ${type}${about.length === 0 ? "" : ` of ${about.join(", ")}`}`;
    }
    case "applied":
    case "bus-connected":
    case "bus-failed":
    case "bus-health":
    case "decision":
    case "bus-interrupted":
    case "caught-up":
    case "region":
    case "client-address-dropped":
    case "cookie-name":
    case "cookie-name-withdrawn":
    case "caep-refused":
    case "ending-told":
    case "endings-collapsed":
    case "endings-stream":
    case "evicted":
    case "delivery":
    case "delivery-backlog":
    case "gateway":
    case "hook":
    case "hooks-collapsed":
    case "intake-applied":
    case "intake-refused":
    case "limit-reached":
    case "origin-too-old":
    case "preflight":
    case "session-mismatch":
      return fieldsText(event);
    default:
      return event satisfies never;
  }
}

/** An event that has no words of its own: its fields as they are. */
function fieldsText(event: EdgeEvent): string {
  const fields = Object.entries(event).filter(([name]) => name !== "kind" && name !== "project");
  return `${event.kind} ${JSON.stringify(Object.fromEntries(fields))}`;
}

function scopeText(scope: Scope, digested: ReadonlyMap<string, string>): string {
  switch (scope.kind) {
    case "project":
      return "the project";
    case "credential": {
      // The text that was digested ends with the credential's length and value.
      const [, value = "unknown"] = /;\d+:([^;]*)$/.exec(digested.get(scope.value) ?? "") ?? [];
      return `the credential ${value}`;
    }
    case "session":
    case "identity":
      return `the ${scope.value}`;
    default:
      return scope satisfies never;
  }
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`;
}
