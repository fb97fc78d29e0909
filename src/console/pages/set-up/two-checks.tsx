// The answers to two checks, in a line each.
import { explainCacheStatus, noCacheStatus } from "../../text/cache-status.ts";
import { milliseconds } from "../../text/numbers.ts";
import type { LiveCheck } from "../../api/edge.ts";

interface TwoChecksProps {
  readonly checks: readonly LiveCheck[];
}

const places = ["First check", "Second check"] as const;

/** Shows the status, the time, and what the Cache-Status means. */
export function TwoChecks({ checks }: TwoChecksProps) {
  return (
    <ul class="two-checks">
      {checks.map((check, index) => {
        const status = headerOf(check, "cache-status");
        return (
          <li key={index}>
            <strong>
              {places[index] ?? "Check"}: {check.status} in {milliseconds(check.duration_ms)}.
            </strong>{" "}
            {status === undefined ? noCacheStatus : explainCacheStatus(status)}
          </li>
        );
      })}
    </ul>
  );
}

/** The value of a header. Undefined if the answer does not have it. */
export function headerOf({ headers }: LiveCheck, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}
