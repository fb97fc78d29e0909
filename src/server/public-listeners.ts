// The listeners of a server at which clients, gateways and HAProxy ask, with the access log and tracing around what they
// answer with.
import { errorAnswer } from "../edge/errors.ts";
import { createAccessLog } from "../observe/logs/access-log.ts";
import { createListener, type ListenerParts } from "./listener.ts";
import { createSpoeListener } from "./spoe-listener.ts";
import type { ServerOptions } from "../config/options/server-options.ts";
import type { Clock } from "../edge/ports.ts";
import type { Projects } from "../edge/projects.ts";
import type { NodeHost } from "../host/node/node-host.ts";
import type { ProxyTrust } from "../core/forwarding.ts";
import type { Part } from "./parts.ts";
import type { TracingPart } from "./tracing-part.ts";

/** What the listeners are made of. */
export interface PublicListenersParts extends Pick<
  ListenerParts,
  "certificate" | "handshakesMax" | "headBytesMax" | "bodyWaitMs" | "project" | "emit"
> {
  readonly options: ServerOptions;
  /** The path in front of every project's paths. Empty for none. */
  readonly basePath: string;
  readonly projects: Projects;
  readonly tracing: TracingPart;
  readonly trust: ProxyTrust;
  /** The number of this worker. Undefined if it is not one of several. */
  readonly worker: number | undefined;
  readonly clock: Clock;
  /** Writes a line of the access log. */
  readonly write: (line: string) => void;
  /** Returns a function that logs an error with these words. */
  readonly failed: (what: string) => (error: unknown) => void;
}

/** The listeners. */
export interface PublicListeners {
  readonly host: NodeHost;
  /** Where HAProxy asks for decisions. Undefined if no option names its address. */
  readonly spoe: Part | undefined;
}

/** Creates the listeners. They listen once they are started. */
export function createPublicListeners(parts: PublicListenersParts): PublicListeners {
  const { options, basePath, projects, tracing, trust, worker, clock, write, failed } = parts;
  const logged = options["access-log"]
    ? createAccessLog({
        name: options.name,
        write,
        base: worker === undefined ? {} : { worker },
        trust,
        projectOf: (request) => projects.projectOf(request),
        nowMs: () => clock.nowMs(),
      })
    : unlogged;
  const host = createListener({
    ...parts,
    address: options.listen,
    flag: "--listen",
    reusePort: worker !== undefined,
    handle: logged(tracing.requests(projects.handle)),
    answerSimple: logged(
      tracing.requests((request) => projects.tryCheck(request) ?? projects.handle(request)),
    ),
    onFailure: failed("an answer could not be sent"),
  });
  const address = options["spoe-listen"];
  const spoe =
    address === undefined
      ? undefined
      : createSpoeListener({
          address,
          flag: "--spoe-listen",
          basePath,
          handle: logged(tracing.requests(decided(projects.tryCheck))),
          onFailure: failed("HAProxy could not be answered"),
        });
  return { host, spoe };
}

/** Decisions alone. Without a policy their path is the identity server's, whose 200 must let nobody through. */
function decided(tryCheck: Projects["tryCheck"]): Projects["handle"] {
  return (request) => tryCheck(request) ?? errorAnswer("edge_policy_unknown", request.method);
}

/** Without an access log, requests are answered by the very same functions. */
function unlogged(answers: Projects["handle"]): Projects["handle"] {
  return answers;
}
