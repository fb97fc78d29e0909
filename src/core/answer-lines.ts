// The header lines of answers that the origin has just given.
import { withCacheControl } from "./cache-control.ts";
import { forwardedAnswerLines } from "./forwarding.ts";
import { filterLines } from "./header-lines.ts";
import { isLeftOutOnHead } from "./stored-head.ts";

/** Lines of a fill's answer for one client that waited. Only the client that started the call gets the cookies (L6). */
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

/** Lines of an answer that is passed on for whoami. An answer to a check says that it must not be kept. */
export function bypassedLines(lines: readonly string[], method: string): readonly string[] {
  const own = forwardedAnswerLines(lines);
  return method === "GET" || method === "HEAD" ? withCacheControl(own) : own;
}
