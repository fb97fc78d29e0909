// What the refresh interval costs, and where to change it.
import { interval, rate } from "../../text/numbers.ts";
import { projectHref } from "../../state/route.ts";
import type { TrafficTotal } from "../../api/traffic.ts";

interface RefreshCostProps {
  readonly slug: string;
  /** The interval in force. Null if no edge has said it. */
  readonly intervalMs: number | null;
  /** The last minute, and how much of it is known. */
  readonly minute: TrafficTotal;
  readonly seconds: number;
}

/** One sentence about the price, one about what it is now, and the link. */
export function RefreshCost({ slug, intervalMs, minute, seconds }: RefreshCostProps) {
  const link = <a href={projectHref(slug, "advanced")}>Customize → Advanced Settings</a>;
  const now = seconds > 0 ? rate(minute.origin_calls / seconds) : undefined;
  return (
    <p class="meaning">
      {intervalMs === null ? (
        <>The refresh interval decides how often stored answers are fetched again. </>
      ) : (
        <>
          Each session that is checked more often than every {interval(intervalMs)} costs one
          identity server call every {interval(intervalMs)} at each edge.{" "}
        </>
      )}
      {now !== undefined && (
        <>Checks cost {now} calls per second now, first checks of sessions included. </>
      )}
      A longer interval costs less. Change it in {link}.
    </p>
  );
}
