// L6: a cookie that came with a session check reaches the client whose request started the call, once.
import { type CallRecord, headersOf } from "../history.ts";
import { instant, type Objection } from "./objection.ts";
import type { Files } from "./record.ts";

/** Follows every `Set-Cookie` of a check that was not passed through. */
export function judgeCookies(files: Files): readonly Objection[] {
  const objections: Objection[] = [];
  const issuers = new Map<string, CallRecord>();
  for (const call of files.history.calls) {
    if (call.exchange !== undefined) continue;
    for (const line of headersOf(call.answerHeaders, "set-cookie")) issuers.set(line, call);
  }
  const seen = new Map<string, number>();
  for (const exchange of files.history.exchanges) {
    if (exchange.answeredAtMs === undefined || files.passed.has(exchange.n)) continue;
    const object = (text: string): void => {
      objections.push({ law: "L6", atMs: exchange.answeredAtMs ?? 0, exchange: exchange.n, text });
    };
    for (const line of headersOf(exchange.answerHeaders, "set-cookie")) {
      const issuer = issuers.get(line);
      if (issuer === undefined) {
        object("got a cookie that the origin sent with no check");
        continue;
      }
      const first = seen.get(line);
      if (first !== undefined) object(`got a cookie that exchange ${first} had already been given`);
      seen.set(line, exchange.n);
      if (issuer.key !== exchange.check?.key) {
        object(`got a cookie sent in call ${issuer.n} for other credentials`);
      } else if (issuer.beganAtMs <= exchange.arrivedAtMs) {
        object(
          `got a cookie of call ${issuer.n}, which began at ${instant(issuer.beganAtMs)}, before it arrived`,
        );
      }
    }
  }
  return objections;
}
