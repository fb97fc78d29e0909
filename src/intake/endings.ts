// `GET /endings`: the stream of the endings of one project.
import { headerValues } from "../core/header-lines.ts";
import type { EdgeAnswer, EdgeRequest } from "../edge/ports.ts";
import type { Refusal } from "./answers.ts";

/** Opens streams of endings. */
export interface OpenEndings {
  /** Begins a stream. Undefined if there are too many of them. */
  open(about: {
    readonly project: string;
    readonly lastEventId: string | undefined;
    readonly keyName: string | undefined;
  }): EdgeAnswer | undefined;
}

/** Answers with a stream of the endings of a project. */
export function streamEndings(
  endings: OpenEndings,
  project: string,
  request: EdgeRequest,
  keyName: string | undefined,
): EdgeAnswer | Refusal {
  const [lastEventId] = headerValues(request.headers, "last-event-id");
  return endings.open({ project, lastEventId, keyName }) ?? { error: "edge_streams_many" };
}
