// What a session check costs in process: processor time per call, of the engine itself and through Ory's SDKs.
import { createEdge } from "../../library/index.ts";
import { createMemoryOrigin } from "../memory-origin.ts";
import type { InProcessAnswer, InProcessQuestion } from "../questions.ts";
import { bodyOf, cookieOf } from "../sample.ts";
import { answerAs } from "./answering.ts";

const origin = createMemoryOrigin();
const edge = createEdge({
  origin,
  cacheableSessions: true,
  cacheableSessionsMaxAge: "1h",
  refreshAfter: "1h",
});
const basePath = "https://in-process.example";
const cookie = `csrf_token_7f3a=abcdefgh; ory_kratos_session=${cookieOf(0)}; theme=dark`;
const text = bodyOf(0);

/** One way to check a session. */
interface Way {
  readonly id: string;
  readonly what: string;
  readonly call: () => unknown;
}

/** As much of an Ory SDK as a check needs; the packages are looked for at run time, since nothing else needs them. */
interface Sdk {
  readonly Configuration: new (options: object) => object;
  readonly FrontendApi: new (configuration: object) => {
    toSession(request: { cookie: string }): Promise<unknown>;
  };
}

const ways: Way[] = [
  { id: "check", what: ".check", call: () => edge.check({ cookie }) },
  {
    id: "fetch",
    what: ".fetch and its JSON",
    call: async () => {
      const headers = { Cookie: cookie };
      return (await edge.fetch(`${basePath}/sessions/whoami`, { headers })).json();
    },
  },
];
const missing: string[] = [];

/** Measured both with the edge and with an answer that costs nothing, which leaves the SDK's own part. */
function sdkWays(id: string, name: string, sdk: Sdk, through: object, bare: object): void {
  const api = (options: object) =>
    new sdk.FrontendApi(new sdk.Configuration({ basePath, ...options }));
  const [withEdge, alone] = [api(through), api(bare)];
  ways.push(
    { id: `${id}-sdk`, what: `${name} toSession`, call: () => withEdge.toSession({ cookie }) },
    { id: `${id}-bare`, what: `${name}, its own part`, call: () => alone.toSession({ cookie }) },
  );
}

async function findSdk(names: readonly string[]): Promise<Sdk | undefined> {
  for (const name of names) {
    try {
      const found: unknown = await import(name);
      return found as Sdk;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code !== "ERR_MODULE_NOT_FOUND") throw error;
    }
  }
  missing.push(
    `${names[0] ?? ""} is not installed beside this package, so checks through it were not measured; run npm install ${names[0] ?? ""}`,
  );
  return undefined;
}

const fetchSdk = await findSdk(["@ory/client-fetch"]);
if (fetchSdk !== undefined) {
  const bare = { fetchApi: () => Promise.resolve(new Response(text)) };
  sdkWays("fetch", "@ory/client-fetch", fetchSdk, { fetchApi: edge.fetch }, bare);
}
// In a checkout the package stands under the name that tells its generations apart.
const axiosSdk = await findSdk(["@ory/client", "ory-client-v1"]);
if (axiosSdk !== undefined) {
  // axios copies an answer's headers, so the one that costs nothing has as many as a hit.
  const hit = await edge.fetch(`${basePath}/sessions/whoami`, { headers: { Cookie: cookie } });
  const headers = Object.fromEntries(hit.headers);
  const adapter = (config: unknown) =>
    Promise.resolve({ data: text, status: 200, statusText: "", headers, config });
  const through = { baseOptions: { adapter: edge.axiosAdapter } };
  sdkWays("axios", "@ory/client", axiosSdk, through, { baseOptions: { adapter } });
}

/** Microseconds of processor time per call. */
async function turn(call: () => unknown, calls: number): Promise<number> {
  const before = process.cpuUsage();
  for (let done = 0; done < calls; done += 1) {
    const result = call();
    if (result instanceof Promise) await result;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

answerAs<"in-process">(async ({ rounds, calls }: InProcessQuestion): Promise<InProcessAnswer> => {
  const us = ways.map(({ id, what }) => ({ id, what, us: [] as number[] }));
  // The first round compiles, and is not told.
  for (let round = -1; round < rounds; round += 1) {
    for (const [at, { call }] of ways.entries()) {
      const took = await turn(call, calls);
      if (round >= 0) us[at]?.us.push(took);
    }
  }
  if (origin.calls !== 1) {
    throw new Error(`checks in process called the origin ${origin.calls} times instead of once`);
  }
  return { us, missing };
});
