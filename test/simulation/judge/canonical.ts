// L1 at its root: a call of the edge's own carries nothing that its key does not cover, so nothing else can shape the answer. And no
// call is left hanging on its connection.
import type { CallRecord } from "../history.ts";
import type { Objection } from "./objection.ts";
import type { Files } from "./record.ts";

const keyed: ReadonlySet<string> = new Set([
  "cookie",
  "x-session-token",
  "authorization",
  "origin",
  "cache-control",
  "traceparent",
  "tracestate",
]);

/** Judges what the edge sends for itself, and whether every answer is read or given up. */
export function judgeCalls(files: Files): readonly Objection[] {
  const objections: Objection[] = [];
  for (const call of files.history.calls) {
    const object = (law: "L1" | "L8", text: string): void => {
      objections.push({ law, atMs: call.beganAtMs, exchange: call.exchange, text });
    };
    if (call.exchange === undefined) {
      const stray = strayOf(call);
      if (stray !== undefined) object("L1", `call ${call.n} of the edge's own carries ${stray}`);
    }
    if (call.headAtMs !== undefined && call.endedAtMs === undefined) {
      object("L8", `the answer to call ${call.n} was neither read to its end nor given up`);
    }
  }
  return objections;
}

/** Where the identity server is asked how it is. No answer of these is stored, or given to a client. */
const healthTargets: ReadonlySet<string> = new Set(["/health/ready", "/sessions/whoami"]);

/** Whether it is the question how the identity server is, which carries nothing of any client. */
function isHealthQuestion({ method, target, headers, requestBody }: CallRecord): boolean {
  const [name, , ...others] = headers;
  const says = name?.toLowerCase() === "accept" && others.length === 0;
  return method === "GET" && healthTargets.has(target) && says && requestBody === undefined;
}

function strayOf(call: CallRecord): string | undefined {
  if (isHealthQuestion(call)) return undefined;
  const { method, target, headers, requestBody } = call;
  if (method !== "GET" || !/^\/sessions\/whoami(?:\?tokenize_as=[a-z]+)?$/u.test(target))
    return `${method} ${target}`;
  if (requestBody !== undefined) return "a body";
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index]?.toLowerCase() ?? "";
    if (!keyed.has(name)) return `the header ${name}`;
    if (name === "cookie" && cookieNames(headers[index + 1] ?? "").size > 1)
      return "a second cookie";
  }
  return undefined;
}

function cookieNames(line: string): ReadonlySet<string> {
  return new Set(line.split(";").map((pair) => pair.trim().split("=")[0] ?? ""));
}
