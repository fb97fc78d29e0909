// Which settings of the second project an edge has in force, as a client can see it.
import { request } from "node:http";

/** The maximum age that an edge gives an answer of the second project, in seconds. Undefined if it does not say. */
export async function maxAgeInForce(
  port: number,
  host: string,
  cookie: string,
): Promise<number | undefined> {
  // The first check may fetch. A later one says how long the answer is good.
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const headers = await check(port, host, cookie);
    const ttl = /; hit; ttl=(\d+)/u.exec(String(headers["cache-status"]))?.[1];
    // The age and the rest are rounded down, each by itself.
    if (ttl !== undefined) return Number(ttl) + Number(headers["age"]) + 1;
  }
  return undefined;
}

const attemptsMax = 5;

function check(
  port: number,
  host: string,
  cookie: string,
): Promise<NodeJS.Dict<string | string[]>> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, path: "/sessions/whoami", headers: { host, cookie } });
    sent.on("error", reject);
    sent.on("response", (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.headers));
    });
    sent.end();
  });
}
