// Under which names a machine is reached from itself alone.
import { headerValues } from "../core/header-lines.ts";
import { hostName } from "../core/served-project.ts";

const loopbackAddress = /^127(?:\.\d{1,3}){3}$/;

/** Whether a request's `Host`, if it has one, is a loopback address or `localhost`. Browsers always send one. */
export function isLoopbackHost(lines: readonly string[]): boolean {
  return headerValues(lines, "host").every((value) => {
    const host = hostName(value);
    return (
      host === "localhost" ||
      host.endsWith(".localhost") ||
      host === "[::1]" ||
      loopbackAddress.test(host)
    );
  });
}
