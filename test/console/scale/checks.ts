// Checks of every project at the edge, so that each has traffic in memory.
import { Agent, request } from "node:http";
import type { ProjectRecord } from "../../../src/control/storage.ts";

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** Sends so many checks to each project that has an identity server. Resolves with how many were answered with 200. */
export async function sendChecks(
  edgeUrl: string,
  cookie: string,
  projects: readonly ProjectRecord[],
  each: number,
): Promise<number> {
  const hosts = projects
    .filter(({ flags }) => flags.origin_url !== "")
    .map(({ slug }) => `${slug}.projects.localhost`);
  let good = 0;
  for (let round = 0; round < each; round += 1) {
    const answered = await Promise.all(hosts.map((host) => check(edgeUrl, cookie, host)));
    good += answered.filter((status) => status === 200).length;
  }
  return good;
}

function check(edgeUrl: string, cookie: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${edgeUrl}/sessions/whoami`,
      { agent, headers: { Host: host, Cookie: cookie } },
      (answer) => {
        answer.resume();
        answer.once("end", () => resolve(answer.statusCode));
        answer.once("error", reject);
      },
    );
    asked.once("error", reject);
    asked.end();
  });
}

/** Closes the connections. */
export function endChecks(): void {
  agent.destroy();
}
