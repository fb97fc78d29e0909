// Liveness, readiness, version.

import { json } from "./http/answer.ts";
import type { Route } from "./http/router.ts";

const ok = () => json(200, { status: "ok" });

/** Served by both listeners. */
export const healthRoutes: Route[] = [
  { methods: ["GET"], path: "/health/alive", run: ok },
  { methods: ["GET"], path: "/health/ready", run: ok },
  {
    methods: ["GET"],
    path: "/version",
    run: () => json(200, { version: "edge-sessions-development" }),
  },
];
