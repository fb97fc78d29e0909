// Reads from an answer where it came from.
import { headerValues } from "../core/header-lines.ts";
import type { EdgeAnswer } from "../edge/ports.ts";

/** The edge's own `Cache-Status`, which is the last one. Undefined for an answer that has none. */
export function cacheStatusOf({ prepared, headers }: EdgeAnswer): string | undefined {
  if (prepared === undefined) return headerValues(headers, "cache-status").at(-1);
  return /^cache-status: *(.*?)\r$/imu.exec(prepared.headText)?.[1];
}
