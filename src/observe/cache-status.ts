// Reads from an answer where it came from.
import { headerValues } from "../core/header-lines.ts";
import type { EdgeAnswer } from "../edge/ports.ts";

/**
 * What the edge of this name itself says in `Cache-Status`, which is the last one. Undefined if it says nothing: answers for
 * other paths than whoami have only what caches in front of the identity server say.
 */
export function cacheStatusOf({ prepared, headers }: EdgeAnswer, name: string): string | undefined {
  const last =
    prepared === undefined
      ? headerValues(headers, "cache-status").at(-1)
      : [...prepared.headText.matchAll(/^cache-status: *(.*?)\r$/gimu)].at(-1)?.[1];
  return last === name || last?.startsWith(`${name};`) === true ? last : undefined;
}
