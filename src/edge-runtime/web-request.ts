// A request that a Worker was given, in the form that the edge takes. Nothing is added to it.
import type { Background, EdgeRequest } from "../edge/ports.ts";

/** The edge's form of a request. `background` keeps alive what outlasts it. */
export function readRequest(request: Request, background: Background | undefined): EdgeRequest {
  const { pathname, search } = new URL(request.url);
  const headers: string[] = [];
  request.headers.forEach((value, name) => {
    headers.push(name, value);
  });
  return {
    method: request.method,
    target: pathname + search,
    headers,
    body: request.body ?? undefined,
    peer: undefined,
    signal: request.signal,
    background,
  };
}
