// L8: what is passed through is the origin's own exchange; what is not, is answered by the edge only where it has to.
import { type CallRecord, type Exchange, headerOf, type History } from "../history.ts";
import { instant, type Objection } from "./objection.ts";
import { couldDecide } from "./decisions.ts";
import { edgeErrorOf, type Files, settingsAt } from "./record.ts";

const unseen: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
  "host",
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-real-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "cache-status",
  // Left out where the edge has to read the answer.
  "accept-encoding",
]);

/** Judges every exchange: passed through unchanged, or rightly answered by the edge itself. */
export function judgePassage(
  files: Files,
  basePaths: ReadonlyMap<string, string>,
): readonly Objection[] {
  const objections: Objection[] = [];
  const { history } = files;
  for (const exchange of history.exchanges) {
    const calls = files.passed.get(exchange.n) ?? [];
    const text =
      silenceFault(exchange) ??
      (calls.length > 0
        ? (passageFault(exchange, calls, basePaths.get(exchange.project) ?? "") ??
          statusFault(history, exchange))
        : (unpassedFault(history, exchange) ?? errorFault(files, exchange)));
    if (text === undefined) continue;
    objections.push({
      law: "L8",
      atMs: exchange.answeredAtMs ?? exchange.arrivedAtMs,
      exchange: exchange.n,
      text,
    });
  }
  return objections;
}

function silenceFault(exchange: Exchange): string | undefined {
  if (exchange.abortedAtMs !== undefined) return undefined;
  if (exchange.answeredAtMs === undefined) return "never answered";
  return exchange.endedAtMs === undefined ? "the answer never ended" : undefined;
}

function passageFault(
  exchange: Exchange,
  calls: readonly CallRecord[],
  basePath: string,
): string | undefined {
  const [call] = calls;
  if (call === undefined) return undefined;
  if (calls.length > 1) return `sent to the origin ${calls.length} times`;
  if (call.method !== exchange.method) return `method changed to ${call.method}`;
  if (basePath + call.target !== exchange.target) return `target changed to ${call.target}`;
  // The length of a request's body is framing, which is the adapter's.
  const sent = visible(exchange.headers, "content-length");
  const arrived = visible(call.headers, "content-length");
  if (sent !== arrived) return `request headers changed: sent ${sent}, arrived ${arrived}`;
  const brokeOff = exchange.abortedAtMs !== undefined && call.requestBody === undefined;
  if (!brokeOff && (exchange.body ?? "") !== (call.requestBody ?? ""))
    return "request body changed";
  return answerFault(exchange, call);
}

/** The edge speaks of its cache only where one is switched on, and only on session checks. */
function statusFault(history: History, exchange: Exchange): string | undefined {
  if (headerOf(exchange.answerHeaders, "cache-status") === undefined) return undefined;
  const { project, arrivedAtMs, answeredAtMs = arrivedAtMs } = exchange;
  const on = [arrivedAtMs, answeredAtMs].some(
    (atMs) => settingsAt(history, project, atMs).cacheableSessions,
  );
  const path = exchange.target.split("?")[0] ?? "";
  return on && path.includes("/sessions/whoa") ? undefined : "Cache-Status where none belongs";
}

function answerFault(exchange: Exchange, call: CallRecord): string | undefined {
  if (exchange.answeredAtMs === undefined) return undefined;
  if (call.headAtMs === undefined) {
    const id = edgeErrorOf(exchange);
    const due = call.ending === "timeout" ? 504 : 502;
    if (exchange.status !== due) return `answered ${exchange.status ?? 0} where ${due} was due`;
    return id === undefined && exchange.method !== "HEAD"
      ? "failed without an error of the edge"
      : undefined;
  }
  if (exchange.status !== call.status) {
    return `status changed from ${call.status ?? 0} to ${exchange.status ?? 0}`;
  }
  const said = visible(call.answerHeaders);
  const got = visible(exchange.answerHeaders, addedLine(exchange, call));
  if (said !== got) return `answer headers changed: said ${said}, got ${got}`;
  if (exchange.abortedAtMs !== undefined) return undefined;
  const broke = call.ending === "broken" || call.ending === "timeout";
  if (broke !== exchange.broken)
    return broke ? "a broken answer was made whole" : "a whole answer broke";
  if (exchange.answerBody !== call.body) return "answer body changed";
  return undefined;
}

/** What keeps caches away is added to every answer to a check that says nothing of it; elsewhere it would be a change. */
function addedLine(exchange: Exchange, call: CallRecord): string {
  const path = exchange.target.split("?")[0] ?? "";
  const silent = headerOf(call.answerHeaders, "cache-control") === undefined;
  const added = headerOf(exchange.answerHeaders, "cache-control") ?? "";
  const check = /\/sessions\/whoa(?:m|%)/u.test(path);
  return check && silent && added.includes("no-store") ? "cache-control" : "";
}

function unpassedFault(history: History, exchange: Exchange): string | undefined {
  if (exchange.abortedAtMs !== undefined || exchange.answeredAtMs === undefined) return undefined;
  const { cacheableSessions } = settingsAt(history, exchange.project, exchange.arrivedAtMs);
  const cacheable = exchange.check?.cacheable === true && exchange.check.asked.noStore !== true;
  if (cacheable && cacheableSessions) return undefined;
  const busy =
    exchange.status === 503 &&
    (exchange.method === "HEAD" || edgeErrorOf(exchange) === "edge_busy");
  if (busy && history.crowded) return undefined;
  const why = cacheable ? "the feature is off" : "it is not a cacheable check";
  return `answered without being passed through, though ${why}`;
}

/** An error of the edge needs a failure of the origin. */
function errorFault(files: Files, exchange: Exchange): string | undefined {
  const { check, answeredAtMs } = exchange;
  if (check === undefined || answeredAtMs === undefined) return undefined;
  const id = edgeErrorOf(exchange);
  if (id === undefined) return undefined;
  const calls = (files.ownByKey.get(check.key) ?? []).filter(
    (call) => (call.endedAtMs ?? Infinity) > exchange.arrivedAtMs && call.beganAtMs < answeredAtMs,
  );
  switch (id) {
    case "edge_not_stored":
      return check.asked.onlyIfCached === true ? undefined : "504 to a check that allows a fetch";
    case "edge_busy":
      return files.history.crowded ? undefined : "503 though nothing is crowded";
    case "edge_origin_disobeyed":
      return calls.some((call) => headerOf(call.answerHeaders, "age") !== undefined)
        ? undefined
        : "502 though the origin obeyed";
    case "edge_origin_timeout":
      return calls.some((call) => call.ending === "timeout")
        ? undefined
        : `504 though no call failed in time before ${instant(answeredAtMs)}`;
    case "edge_origin_unreachable":
      return calls.some((call) => call.ending === "broken" || call.ending === "unreachable")
        ? undefined
        : "502 though no call broke";
    case "edge_origin_unexpected": {
      const { decision } = check;
      const own = files.ownByKey.get(check.key) ?? [];
      return decision !== undefined && own.some((call) => couldDecide(call, exchange, decision))
        ? undefined
        : "502 though the origin said what a decision can be made by";
    }
    default:
      return `answered ${id}`;
  }
}

function visible(headers: readonly string[], but = ""): string {
  const lines: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? "";
    const plain = name.toLowerCase();
    if (plain !== but && !unseen.has(plain)) lines.push(`${name}: ${headers[index + 1] ?? ""}`);
  }
  return lines.join("\n");
}
