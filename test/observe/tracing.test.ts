// Tracing of a running edge: which spans a collector gets, what the identity server is told, and what neither gets.
import { once } from "node:events";
import { Agent, createServer, request, type Server } from "node:http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { TracerProvider, type SpanExporter } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createBoundedSpans } from "../../src/observe/tracing/bounded-spans.ts";
import { startCommandOfTest, type RunningCommand } from "../harness/command.ts";
import { listenOnLoopback } from "../harness/loopback.ts";

const secret = "canary-77aa";
const traceId = "0af7651916cd43dd8448eb211c80319c";
const clientSpan = "b7ad6b7169203331";
const sampled = `00-${traceId}-${clientSpan}-01`;
const unsampled = `00-${traceId}-${clientSpan}-00`;
const session = {
  id: "00000000-0000-4000-8000-000000000001",
  active: true,
  expires_at: "2099-01-01T00:00:00Z",
  identity: { id: "00000000-0000-4000-9000-000000000001", traits: {} },
};

const value = z.object({ stringValue: z.string().optional(), intValue: z.number().optional() });
const spanForm = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes: z.array(z.object({ key: z.string(), value })),
});
const exportForm = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(spanForm) })) })),
});
type SentSpan = z.infer<typeof spanForm>;

let origin: Server;
let collector: Server;
let originUrl = "";
let collectorUrl = "";
/** Calls that the identity server got: target and traceparent. */
let calls: (readonly [string | undefined, string | undefined])[] = [];
let exported: string[] = [];
let collectorStatus = 200;

beforeAll(async () => {
  origin = createServer((incoming, response) => {
    const { traceparent } = incoming.headers;
    calls.push([incoming.url, typeof traceparent === "string" ? traceparent : undefined]);
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(incoming.url === "/sessions/whoami" ? JSON.stringify(session) : "{}");
  });
  collector = createServer((incoming, response) => {
    let text = "";
    incoming.setEncoding("utf8");
    incoming.on("data", (part: string) => {
      text += part;
    });
    incoming.on("end", () => {
      exported.push(text);
      response.writeHead(collectorStatus).end("{}");
    });
  });
  originUrl = await listenOnLoopback(origin);
  collectorUrl = await listenOnLoopback(collector);
});
beforeEach(() => {
  calls = [];
  exported = [];
});
afterAll(() => {
  for (const server of [origin, collector]) {
    server.closeAllConnections();
    server.close();
  }
});

interface Running {
  readonly program: RunningCommand;
  readonly ask: (path: string, traceparent?: string, body?: string) => Promise<number>;
  /** Ends the edge, which sends the spans that wait. */
  readonly spans: () => Promise<readonly SentSpan[]>;
}

async function start(...flags: string[]): Promise<Running> {
  const anywhere = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
  const program = startCommandOfTest([
    "edge",
    ...anywhere,
    "--cacheable-sessions",
    "--origin",
    originUrl,
    ...flags,
  ]);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const [line] = await program.until(/^\{.*"msg":"ready".*$/mu);
  const { url } = z.object({ url: z.string() }).parse(JSON.parse(line));
  return {
    program,
    ask: async (path, traceparent, body) => {
      const headers = {
        Cookie: `ory_kratos_session=${secret}`,
        ...(traceparent === undefined ? {} : { traceparent }),
      };
      const method = body === undefined ? "GET" : "POST";
      const asking = request(url + path, { agent, method, headers });
      asking.end(body);
      const [response] = await once(asking, "response");
      response.resume();
      await once(response, "end");
      return response.statusCode;
    },
    spans: async () => {
      agent.destroy();
      program.end();
      await program.ended;
      return exported
        .map((text) => exportForm.parse(JSON.parse(text)))
        .flatMap(({ resourceSpans }) => resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans)
        .flatMap(({ spans }) => spans);
    },
  };
}

const attribute = ({ attributes }: SentSpan, key: string): string | number | undefined => {
  const found = attributes.find((one) => one.key === key)?.value;
  return found?.stringValue ?? found?.intValue;
};

const server = 2;
const client = 3;

test("A check is a span in its client's trace, and the call that it starts is that span's child.", async () => {
  const edge = await start("--otlp-endpoint", collectorUrl);
  await edge.ask(`/sessions/whoami?token=${secret}`, sampled);
  await edge.ask("/sessions/whoami", sampled);
  const [call, miss, hit, ...more] = await edge.spans();
  expect(more).toEqual([]);
  expect(miss).toMatchObject({ traceId, parentSpanId: clientSpan, kind: server });
  expect(miss?.name).toBe("GET /sessions/whoami");
  expect(call).toMatchObject({ traceId, parentSpanId: miss?.spanId, kind: client });
  expect(hit).toMatchObject({ traceId, parentSpanId: clientSpan, kind: server });
  expect(calls).toEqual([["/sessions/whoami", `00-${traceId}-${call?.spanId}-01`]]);
  if (hit === undefined || call === undefined) throw new Error("a span is missing");
  expect(attribute(hit, "url.path")).toBe("/sessions/whoami");
  expect(attribute(hit, "http.response.status_code")).toBe(200);
  expect(attribute(hit, "edge_sessions.cache_status")).toMatch(/^edge-sessions; hit/u);
  expect(attribute(hit, "edge_sessions.project")).toBe("default");
  expect(attribute(call, "url.full")).toBe(`${originUrl}/sessions/whoami`);
  expect(exported.join("")).not.toContain(secret);
});

test("A mutation is a span, and so is its call.", async () => {
  const edge = await start("--otlp-endpoint", collectorUrl);
  await edge.ask(`/self-service/settings?flow=${secret}`, sampled, secret);
  const spans = await edge.spans();
  const passed = spans.filter((span) => span.name === "POST");
  expect(passed.map(({ kind }) => kind)).toEqual([client, server]);
  expect(passed[0]?.parentSpanId).toBe(passed[1]?.spanId);
  expect(exported.join("")).not.toContain(secret);
});

test("A request that is not sampled is passed on as it came, and has no span.", async () => {
  const edge = await start("--otlp-endpoint", collectorUrl, "--otlp-sample-ratio", "0");
  await edge.ask("/sessions/whoami", unsampled);
  await edge.ask("/self-service/errors");
  expect(await edge.spans()).toEqual([]);
  expect(calls).toEqual([
    ["/sessions/whoami", unsampled],
    ["/self-service/errors", undefined],
  ]);
});

test("Without tracing, the identity server gets the client's traceparent.", async () => {
  const edge = await start();
  await edge.ask("/sessions/whoami", sampled);
  await edge.ask("/self-service/errors", sampled);
  expect(await edge.spans()).toEqual([]);
  expect(calls.map(([, traceparent]) => traceparent)).toEqual([sampled, sampled]);
});

test("A collector that refuses spans disturbs no request, and the log says so once.", async () => {
  collectorRefuses();
  const edge = await start("--otlp-endpoint", collectorUrl);
  expect(await edge.ask("/sessions/whoami", sampled)).toBe(200);
  expect(await edge.ask("/sessions/whoami", sampled)).toBe(200);
  await edge.spans();
  const lines = edge.program.stderr().match(/the collector did not take spans/gu);
  expect(lines).toHaveLength(1);
});

/** Ends spans on a processor with room for four, and sends them one by one if there is somebody to send them to. */
async function endSpans(count: number, exporter: SpanExporter | undefined) {
  const causes: unknown[] = [];
  const { processor, counts } = createBoundedSpans({
    exporter: exporter ?? { export: () => undefined, shutdown: () => Promise.resolve() },
    spansMax: 4,
    everyMs: 60_000,
    exportWaitMs: 60_000,
    onFailure: (cause) => causes.push(cause),
  });
  const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer("test");
  for (let index = 0; index < count; index += 1) {
    tracer.startSpan("span").end();
    if (exporter !== undefined) await Promise.allSettled([processor.forceFlush()]);
  }
  return { counts, causes };
}

test("Spans beyond the bound are dropped and counted, and the others wait.", async () => {
  const { counts } = await endSpans(5, undefined);
  expect(counts).toEqual({ exported: 0, failed: 0, dropped: 1 });
});

test("Spans that the collector took make room for others.", async () => {
  const exporter = new OTLPTraceExporter({ url: `${collectorUrl}/v1/traces` });
  const { counts } = await endSpans(8, exporter);
  expect(counts).toEqual({ exported: 8, failed: 0, dropped: 0 });
  await exporter.shutdown();
});

test("Spans that the collector refused are counted as failed, and make room too.", async () => {
  collectorRefuses();
  const exporter = new OTLPTraceExporter({ url: `${collectorUrl}/v1/traces` });
  const { counts, causes } = await endSpans(8, exporter);
  expect(counts).toEqual({ exported: 0, failed: 8, dropped: 0 });
  expect(causes).toHaveLength(8);
  await exporter.shutdown();
});

function collectorRefuses(): void {
  collectorStatus = 400;
  onTestFinished(() => {
    collectorStatus = 200;
  });
}
