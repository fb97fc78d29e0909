// The rest of the identity server, of which the edge knows nothing.
import type { CallRecord } from "../history.ts";
import type { Effect } from "./act.ts";
import { exchangeHeader } from "./reading.ts";

/** What the rest of the identity server answers: repeated headers, mixed case, an echo of the mark. */
export function elsewhere(record: CallRecord): Effect {
  return {
    status: 200,
    headers: [
      "content-type",
      "application/json",
      "X-Many",
      "one",
      "x-many",
      "two",
      "Set-Cookie",
      "csrf_token_x=1; Path=/",
      "Set-Cookie",
      "csrf_token_y=2; Path=/",
      "Cache-Control",
      "no-store",
    ],
    body: `{"path":${JSON.stringify(record.target)},"${exchangeHeader}":${record.exchange ?? 0}}\n`,
    handed: [],
  };
}
