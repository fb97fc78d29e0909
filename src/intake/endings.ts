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
    /** Whether the key still counts. It is asked while the stream is open. */
    readonly isAllowed: () => boolean | Promise<boolean>;
  }): EdgeAnswer | undefined;
}

/** Answers with a stream of the endings of a project, for as long as its key counts. */
export function streamEndings(
  endings: OpenEndings,
  project: string,
  request: EdgeRequest,
  keyName: string | undefined,
  isAllowed: () => boolean | Promise<boolean>,
): EdgeAnswer | Refusal {
  const [lastEventId] = headerValues(request.headers, "last-event-id");
  return (
    endings.open({ project, lastEventId, keyName, isAllowed }) ?? { error: "edge_streams_many" }
  );
}
