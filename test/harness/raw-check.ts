// A session check with a `Host` of one's own, which `fetch` does not send.
import { request } from "node:http";

/** What the edge answered. */
export interface CheckSeen {
  readonly status: number;
  /** `Cache-Status`; undefined where the feature is off. */
  readonly cacheStatus: string | undefined;
  readonly body: string;
}

/** Asks `/sessions/whoami`, or something else, with these header lines. */
export function rawCheck(
  edgeUrl: string,
  headers: readonly string[],
  { method = "GET", path = "/sessions/whoami", body: sent = "" } = {},
): Promise<CheckSeen> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(edgeUrl);
    const asking = request(
      {
        hostname,
        port,
        method,
        path,
        headers: [...headers],
        setHost: false,
        agent: false,
      },
      (answer) => {
        let body = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => {
          body += chunk;
        });
        answer.on("end", () => {
          const cacheStatus = answer.headers["cache-status"];
          resolve({
            status: answer.statusCode ?? 0,
            cacheStatus: typeof cacheStatus === "string" ? cacheStatus : undefined,
            body,
          });
        });
        answer.on("error", reject);
      },
    );
    asking.on("error", reject);
    asking.end(sent);
  });
}
