// A whole gated site for one test: identity server, edge, tap, app, and the gateway in front of them.
import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { EdgeEvent } from "../../src/edge/events.ts";
import { startScene, type Scene, type SceneSetUp } from "../harness/scene.ts";
import { startApp, type App } from "./app.ts";
import type { GatewayName } from "./configuration.ts";
import { freePorts } from "../harness/free-ports.ts";
import { startGateway, type ChangeFile, type RunningGateway } from "./running-gateway.ts";
import { startTap, type Tap } from "./tap.ts";

/** Background refreshes start after this long, so that none starts by itself. */
const refreshAfterMs = 30_000;

/** What a visitor was answered. */
interface Visited {
  readonly status: number;
  readonly setCookie: readonly string[];
  readonly body: string;
}

/** A running site. */
export interface GatedSite extends AsyncDisposable {
  readonly scene: Scene;
  readonly tap: Tap;
  readonly app: App;
  readonly gateway: RunningGateway;
  /** Asks the gateway as a browser would. */
  visit(headers: Readonly<Record<string, string>>, how?: Visit): Promise<Visited>;
  /** Results of the checks at the edge so far. */
  results(): readonly string[];
}

/** A request other than `GET /orders/7`. */
interface Visit {
  readonly method?: string;
  readonly target?: string;
  readonly body?: string;
}

/** Starts a site. */
export async function startSite(
  name: GatewayName,
  identity?: SceneSetUp["identity"],
  change?: ChangeFile,
): Promise<GatedSite> {
  const parts = new AsyncDisposableStack();
  try {
    const scene = parts.use(
      await startScene({
        settings: { sessionTokens: true, refreshAfterMs },
        ...(identity === undefined ? {} : { identity }),
      }),
    );
    const app = parts.use(await startApp());
    const [tapPort = 0] = await freePorts(1);
    const gateway = parts.use(await startGateway(name, { edge: tapPort, app: app.port }, change));
    const tap = parts.use(await startTap(tapPort, Number(new URL(scene.edge.url).port)));
    return {
      scene,
      tap,
      app,
      gateway,
      visit: (headers, how) => visit(gateway.port, headers, how),
      results: () => scene.edge.events.filter(isCheck).map((event) => event.result),
      [Symbol.asyncDispose]: () => parts.disposeAsync(),
    };
  } catch (error) {
    await parts.disposeAsync();
    throw error;
  }
}

function isCheck(event: EdgeEvent): event is EdgeEvent & { readonly kind: "check" } {
  return event.kind === "check";
}

async function visit(
  port: number,
  headers: Readonly<Record<string, string>>,
  { method = "GET", target = "/orders/7", body }: Visit = {},
): Promise<Visited> {
  const asked = request({ host: "127.0.0.1", port, method, path: target, headers, agent: false });
  asked.end(body);
  const answers = new Promise<IncomingMessage>((resolve, reject) => {
    asked.once("error", reject);
    asked.once("response", resolve);
  });
  const response = await answers;
  return {
    status: response.statusCode ?? 0,
    setCookie: response.headers["set-cookie"] ?? [],
    body: await text(response),
  };
}
