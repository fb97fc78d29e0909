// L1: which calls could have given an answer, by everything that a client can see of it.
import { type CallRecord, type CheckFacts, type Exchange, headersOf } from "../history.ts";
import { couldDecide } from "./decisions.ts";
import type { Files } from "./record.ts";

/** The call gave this answer, for exactly these credentials and this `Origin`, and in time. */
export function couldBe(call: CallRecord, exchange: Exchange, check: CheckFacts): boolean {
  if (call.headAtMs === undefined || call.headAtMs > (exchange.answeredAtMs ?? Infinity))
    return false;
  if (check.decision !== undefined) return couldDecide(call, exchange, check.decision);
  if (call.status !== exchange.status) return false;
  const head = exchange.method === "HEAD";
  if (!head && !sameBody(call, exchange, check)) return false;
  const said = comparedLines(call.answerHeaders);
  const got = comparedLines(exchange.answerHeaders);
  return said.always === got.always && (head || said.onGet === got.onGet);
}

function sameBody(call: CallRecord, exchange: Exchange, check: CheckFacts): boolean {
  if (exchange.broken) return call.ending === "broken" || call.ending === "timeout";
  return exchange.answerBody === bodyFor(call, check);
}

const comparedAlways = ["content-type", "x-kratos-authenticated-identity-id"];
const comparedOnGet = [
  "access-control-allow-origin",
  "access-control-allow-credentials",
  "access-control-expose-headers",
  "vary",
  "location",
];

/** The lines of an answer that have to be the same, as text; the others may differ. */
interface Compared {
  readonly always: string;
  readonly onGet: string;
}

const compared = new WeakMap<readonly string[], Compared>();

function comparedLines(headers: readonly string[]): Compared {
  let lines = compared.get(headers);
  if (lines === undefined) {
    lines = { always: linesOf(headers, comparedAlways), onGet: linesOf(headers, comparedOnGet) };
    compared.set(headers, lines);
  }
  return lines;
}

function linesOf(headers: readonly string[], names: readonly string[]): string {
  return names.map((name) => headersOf(headers, name).join("|")).join("\n");
}

/** A refusal carries the client's own request id, as the origin would have put it. */
function bodyFor(call: CallRecord, check: CheckFacts): string {
  if (call.status !== 401 || check.requestId === undefined) return call.body;
  const echo = `"status":"Unauthorized","request":${JSON.stringify(check.requestId)},`;
  return call.body.replace('"status":"Unauthorized",', () => echo);
}

/** How to name an answer that no call of the check's own key gave. */
export function strangerText(files: Files, exchange: Exchange, check: CheckFacts): string {
  if (check.decision !== undefined)
    return "decided by nothing that the origin said for its credentials";
  const other = files.history.calls.find(
    (call) =>
      call.status === exchange.status && call.body === exchange.answerBody && call.body !== "",
  );
  if (other === undefined) return "answered with something that the origin never said";
  if (other.key === check.key)
    return "answered with other headers than the origin sent for this request";
  return `answered with what the origin said in call ${other.n} for other credentials or another Origin: ${other.key ?? "(no check)"}`;
}
