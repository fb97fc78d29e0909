// A run as people read it: one line for everything that happened, in the order of virtual time.
import type { EdgeEvent } from "../../src/edge/events.ts";
import type { Climate } from "./climate.ts";
import { type CallRecord, type Exchange, headerOf, type History } from "./history.ts";
import type { Objection } from "./judge/objection.ts";

interface Line {
  readonly atMs: number;
  readonly text: string;
}

/** An event of an edge, and which edge that was, if the run has several. */
export interface TracedEvent {
  readonly event: EdgeEvent;
  readonly atMs: number;
  readonly edge: string | undefined;
}

/** Formats a run. */
export function traceOf(
  history: History,
  climate: Climate,
  events: readonly TracedEvent[],
  objections: readonly Objection[],
): readonly string[] {
  const lines: Line[] = [];
  for (const exchange of history.exchanges) lines.push(...exchangeLines(exchange));
  for (const call of history.calls) lines.push(...callLines(call));
  for (const { event, atMs, edge = "edge" } of events) {
    lines.push({ atMs, text: `    ${edge}: ${eventText(event)}` });
  }
  for (const { what, fromMs, untilMs } of history.fleet?.troubles ?? []) {
    lines.push({ atMs: fromMs, text: `  ~ trouble: ${what}, until ${untilMs.toFixed(0)}` });
  }
  for (const note of history.notes) lines.push({ atMs: note.atMs, text: `  ~ ${note.text}` });
  for (const { deliveredAtMs, scope } of history.publications) {
    if (deliveredAtMs !== undefined) {
      lines.push({ atMs: deliveredAtMs, text: `  ~ news delivered: ${scope.kind} ${scope.value}` });
    }
  }
  for (const { atMs, project, settings } of history.settings) {
    lines.push({
      atMs,
      text: `  ~ settings of ${project}: ${JSON.stringify({ ...settings, policies: undefined })}`,
    });
  }
  for (const { atMs, law, exchange, text } of objections) {
    const where = exchange === undefined ? "" : ` exchange ${exchange}`;
    lines.push({ atMs, text: `!!! ${law}${where}: ${text}` });
  }
  lines.sort((one, other) => one.atMs - other.atMs);
  return [
    `seed ${history.seed}`,
    `climate ${JSON.stringify(climate, withoutPolicies)}`,
    ...lines.map(({ atMs, text }) => `${atMs.toFixed(4).padStart(14)}  ${text}`),
  ];
}

/** The policies of decisions are always the same three, and long. */
function withoutPolicies(name: string, value: unknown): unknown {
  return name === "policies" || name === "decider" ? undefined : value;
}

function exchangeLines(exchange: Exchange): readonly Line[] {
  const { n } = exchange;
  const name = `#${n}`;
  const lines: Line[] = [
    {
      atMs: exchange.arrivedAtMs,
      text: `${name} ${shownEdge(exchange)}${exchange.project} ${exchange.method} ${exchange.target} (${exchange.note()})`,
    },
  ];
  if (exchange.answeredAtMs !== undefined) {
    const extra = ["cache-status", "age", "ory-session-cache-for", "set-cookie"]
      .map((header) => [header, headerOf(exchange.answerHeaders, header)] as const)
      .filter(([, value]) => value !== undefined)
      .map(([header, value]) => `${header}: ${value ?? ""}`)
      .join(", ");
    const shown =
      exchange.status === 200
        ? versions(exchange.answerBody)
        : exchange.answerBody.slice(0, 60).trim();
    lines.push({
      atMs: exchange.answeredAtMs,
      text: `${name} answered ${exchange.status ?? 0} ${shown} ${extra}${exchange.broken ? " BROKEN" : ""}`,
    });
  }
  if (exchange.abortedAtMs !== undefined) {
    lines.push({ atMs: exchange.abortedAtMs, text: `${name} left` });
  }
  if (exchange.mutation?.committedAtMs !== undefined) {
    lines.push({ atMs: exchange.mutation.committedAtMs, text: `${name} committed at the origin` });
  }
  return lines;
}

function shownEdge({ edge, project, healthy }: Exchange): string {
  return edge === `edge of ${project}` ? "" : `${edge}${healthy ? "" : " (degraded)"} `;
}

function callLines(call: CallRecord): readonly Line[] {
  const whose = call.exchange === undefined ? "own call" : `for #${call.exchange}`;
  const control = headerOf(call.headers, "cache-control");
  const shownKey = call.exchange === undefined ? ` ${call.key ?? ""}` : "";
  const lines: Line[] = [
    {
      atMs: call.beganAtMs,
      text: `  > call ${call.n} ${whose} ${call.method} ${call.target}${shownKey}${control === undefined ? "" : ` ${control}`}`,
    },
  ];
  if (call.headAtMs !== undefined) {
    const age = call.ageMs > 0 ? ` age ${call.ageMs / 1_000} s` : "";
    lines.push({
      atMs: call.headAtMs,
      text: `  < call ${call.n} head ${call.status ?? 0} ${call.note}${age} hint ${call.hint}${call.truthful ? "" : " (untrue)"}`,
    });
  }
  if (call.endedAtMs !== undefined && (call.headAtMs === undefined || call.ending !== "whole")) {
    lines.push({ atMs: call.endedAtMs, text: `  < call ${call.n} ${call.ending}` });
  }
  return lines;
}

function versions(body: string): string {
  const found = /^\{"id":"([0-9a-f]{4}).*"identity_version":(\d+),"session_version":(\d+)/u.exec(
    body,
  );
  return found === null
    ? body.slice(0, 40).trim()
    : `session ${found[1] ?? ""} version ${found[2] ?? ""}.${found[3] ?? ""}`;
}

function eventText(event: EdgeEvent): string {
  const { kind, ...rest } = event;
  const parts = Object.entries(rest)
    .filter(([name, value]) => name !== "project" && name !== "cause" && value !== undefined)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${kind} ${parts.join(" ")}`;
}
