// What a session check costs in process: processor time per call, after warm-up, median of several rounds.
// Usage: node src/bench/development/in-process.ts [rounds]. The baselines are the SDKs with an answer that costs nothing.
import { Configuration as FetchConfiguration, FrontendApi as FetchApi } from "@ory/client-fetch";
import { Configuration as AxiosConfiguration, FrontendApi as AxiosApi } from "ory-client-v1";
import { cpus } from "node:os";
import { createEdge } from "../../library/index.ts";

const rounds = Number(process.argv[2] ?? 7);
const callsPerRound = 20_000;
const checkAimUs = 5;
const sdkAimUs = 20;
const bodyBytesAbout = 1_400;

const session = {
  id: "6d3c8a52-5f0e-4c39-9f6e-0d4f4c6f4b11",
  active: true,
  expires_at: "2099-01-01T00:00:00Z",
  authenticated_at: "2026-01-01T00:00:00Z",
  authenticator_assurance_level: "aal1",
  authentication_methods: [
    { method: "password", aal: "aal1", completed_at: "2026-01-01T00:00:00Z" },
  ],
  issued_at: "2026-01-01T00:00:00Z",
  identity: {
    id: "b0a8d3f1-93c2-47f3-8f3b-6f6f6d1c2a90",
    schema_id: "person",
    schema_url: "https://kratos.example/schemas/cGVyc29u",
    state: "active",
    traits: { email: "ada@example.com", name: "Ada" },
    verifiable_addresses: [],
    recovery_addresses: [],
    metadata_public: { note: "" },
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
  },
  devices: [],
};
session.identity.metadata_public.note = "n".repeat(
  Math.max(0, bodyBytesAbout - JSON.stringify(session).length),
);
const body = new TextEncoder().encode(`${JSON.stringify(session)}\n`);

function answerLines(): string[] {
  return [
    ["Cache-Control", "private, no-cache, no-store, must-revalidate"],
    ["Content-Type", "application/json; charset=utf-8"],
    ["Ory-Session-Cache-For", "3600"],
    ["Vary", "Origin"],
    ["Vary", "Cookie"],
    ["X-Kratos-Authenticated-Identity-Id", session.identity.id],
    ["Date", new Date().toUTCString()],
    ["Content-Length", String(body.byteLength)],
  ].flat();
}

let originCalls = 0;
const origin = {
  send() {
    originCalls += 1;
    async function* bytes(): AsyncGenerator<Uint8Array> {
      yield body;
    }
    const answer = { status: 200, headers: answerLines(), body: bytes(), discard: () => undefined };
    return Promise.resolve({ kind: "answer", answer } as const);
  },
};

const edge = createEdge({
  origin,
  cacheableSessions: true,
  cacheableSessionsMaxAge: "1h",
  refreshAfter: "1h",
});
const basePath = "https://in-process.example";
const cookie = `csrf_token_7f3a=abcdefgh; ory_kratos_session=${"M".repeat(250)}; theme=dark`;

const throughFetch = new FetchApi(new FetchConfiguration({ basePath, fetchApi: edge.fetch }));
const throughAxios = new AxiosApi(
  new AxiosConfiguration({ basePath, baseOptions: { adapter: edge.axiosAdapter } }),
);
const text = JSON.stringify(session);
const bareFetch = new FetchApi(
  new FetchConfiguration({ basePath, fetchApi: () => Promise.resolve(new Response(text)) }),
);
const bareAxios = new AxiosApi(
  new AxiosConfiguration({
    basePath,
    baseOptions: {
      adapter: (config: unknown) =>
        Promise.resolve({ data: text, status: 200, statusText: "", headers: {}, config }),
    },
  }),
);

/** Microseconds of processor time per call. */
async function measure(call: () => unknown): Promise<number> {
  for (let i = 0; i < callsPerRound; i += 1) await call();
  const us: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    for (let i = 0; i < callsPerRound; i += 1) {
      const result = call();
      if (result instanceof Promise) await result;
    }
    const { user, system } = process.cpuUsage(before);
    us.push((user + system) / callsPerRound);
  }
  us.sort((one, other) => one - other);
  return us[Math.floor(rounds / 2)] ?? Number.NaN;
}

async function report(name: string, call: () => unknown, aimUs?: number): Promise<void> {
  const us = await measure(call);
  const aim = aimUs === undefined ? "" : `  (aim: at most ${aimUs} µs)`;
  console.log(`${name.padEnd(44)} ${us.toFixed(2).padStart(6)} µs${aim}`);
}

const runtime = process.versions["bun"] === undefined ? `Node ${process.version}` : "Bun";
console.log(
  `${cpus()[0]?.model ?? "unknown processor"}, ${runtime}, body of ${body.byteLength} bytes`,
);
await edge.check({ cookie });
await report("edge.check, a hit", () => edge.check({ cookie }), checkAimUs);
await report("edge.fetch and json(), a hit", async () => {
  const headers = { Cookie: cookie };
  return (await edge.fetch(`${basePath}/sessions/whoami`, { headers })).json();
});
await report(
  "@ory/client-fetch toSession, a hit",
  () => throughFetch.toSession({ cookie }),
  sdkAimUs,
);
await report("  of it the SDK, and new Response(text)", () => bareFetch.toSession({ cookie }));
await report(
  "@ory/client toSession (axios), a hit",
  () => throughAxios.toSession({ cookie }),
  sdkAimUs,
);
await report("  of it the SDK and axios", () => bareAxios.toSession({ cookie }));
console.log(`calls to the identity server: ${originCalls}`);
await edge.close();
