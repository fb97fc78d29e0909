// Asks as a browser does for a page of another origin.
import type { Ask, Reply } from "./ask.ts";
import type { CorsFacts } from "./facts.ts";

/** Asks at `url` for a page at `appUrl`. Undefined if the page has the same origin, or if there is no answer. */
export async function probeCors(
  ask: Ask,
  url: string,
  appUrl: string,
): Promise<CorsFacts | undefined> {
  const { origin } = new URL(appUrl);
  if (new URL(url).origin === origin) return undefined;
  const whoami = `${url}/sessions/whoami`;
  const read = await ask({ url: whoami, headers: { Origin: origin } });
  const preflight = await ask({
    url: whoami,
    method: "OPTIONS",
    headers: {
      Origin: origin,
      "Access-Control-Request-Method": "GET",
      "Access-Control-Request-Headers": "cache-control",
    },
  });
  if (read.kind === "silence" || preflight.kind === "silence") return undefined;
  return {
    reads: admits(read, origin),
    cacheControl:
      preflight.status >= 200 &&
      preflight.status < 300 &&
      admits(preflight, origin) &&
      wordsOf(preflight, "access-control-allow-headers").includes("cache-control"),
  };
}

/** With a cookie, the origin must be named exactly and credentials allowed (Fetch standard, CORS check). */
function admits(reply: Reply, origin: string): boolean {
  return (
    reply.headers.get("access-control-allow-origin")?.[0] === origin &&
    reply.headers.get("access-control-allow-credentials")?.[0] === "true"
  );
}

function wordsOf({ headers }: Reply, name: string): readonly string[] {
  const lines = headers.get(name) ?? [];
  return lines.flatMap((line) => line.split(",")).map((word) => word.trim().toLowerCase());
}
