// One question of the control plane to an identity server, through the same client and the same rules for addresses as the
// calls of an edge.
import type { DirectQuestion } from "../control/ports.ts";
import { callFailureWords } from "../core/health/call-failure.ts";
import type { SeenReply, Silence } from "../core/health/whoami-seen.ts";
import { ask } from "../edge/call/ask.ts";
import { giveUp } from "../edge/call/body.ts";
import type { AskedAnswer, Clock, Origin, OriginFailure } from "../edge/ports.ts";

/** The longest answer that is read. A session is at most a few kilobytes. */
const bodyBytesMax = 256 * 1_024;

/** Asks. Never rejects. */
export function askDirectly(
  origin: Origin,
  { target, headers, waitMs }: DirectQuestion,
  clock: Clock,
): Promise<SeenReply | Silence> {
  return new Promise((resolve) => {
    let sentAtMs = clock.wallMs();
    ask(origin, {
      method: "GET",
      target,
      headers: ["Accept", "application/json", ...headers],
      waitMs,
      bodyBytesMax,
      knownBody: undefined,
      onLeaving: () => {
        sentAtMs = clock.wallMs();
      },
      onAnswer: (answer) => resolve(replyOf(answer, sentAtMs, clock.wallMs(), waitMs)),
      onFailure: (failure) => resolve({ kind: "silence", why: failureWords(failure, waitMs) }),
    });
  });
}

function replyOf(
  { status, headers, body, ending, rest, failure }: AskedAnswer,
  sentAtMs: number,
  repliedAtMs: number,
  waitMs: number,
): SeenReply | Silence {
  if (ending === "large") {
    void giveUp(rest);
    return { kind: "silence", why: "its answer is too long" };
  }
  if (failure !== undefined) return { kind: "silence", why: failureWords(failure, waitMs) };
  const text = new TextDecoder().decode(body);
  return { kind: "reply", status, headers: byName(headers), text, sentAtMs, repliedAtMs };
}

function byName(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const name = (lines[at] ?? "").toLowerCase();
    all.set(name, [...(all.get(name) ?? []), lines[at + 1] ?? ""]);
  }
  return all;
}

/** Only the code of a cause is shown, because its message may quote what was sent. */
function failureWords({ kind, cause }: OriginFailure, waitMs: number): string {
  if (kind === "timeout") return `it did not answer within ${waitMs / 1_000}s`;
  if (kind === "aborted") return "the call was given up";
  const message = cause instanceof Error ? cause.message : "";
  if (message.includes("resolves to a reserved address")) {
    return "its host name resolves to an address that no project may use";
  }
  const code = /^[A-Z][A-Z\d_]{1,63}(?=:)/u.exec(message)?.[0];
  if (code !== undefined) return callFailureWords(code);
  return kind === "broken" ? "it broke off its answer" : "it cannot be reached";
}
