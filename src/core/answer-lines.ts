// The header lines of answers that come from the origin just now.
import { withCacheControl } from "./cache-control.ts";
import { isLeftOutOnHead } from "./entry.ts";
import { forwardedAnswerLines } from "./forwarding.ts";
import { filterLines } from "./header-lines.ts";

/** Lines of a fill's answer for one of its clients: the cookies go to the one that started the call, and to nobody else (L6). */
export function filledLines(
  lines: readonly string[],
  isStarter: boolean,
  forHead: boolean,
): readonly string[] {
  return withCacheControl(
    filterLines(
      forwardedAnswerLines(lines),
      (name) => (isStarter || name !== "set-cookie") && !(forHead && isLeftOutOnHead(name)),
    ),
  );
}

/** Lines of an answer that is passed on for whoami: to a check, it says that it must not be kept. */
export function bypassedLines(lines: readonly string[], method: string): readonly string[] {
  const own = forwardedAnswerLines(lines);
  return method === "GET" || method === "HEAD" ? withCacheControl(own) : own;
}
