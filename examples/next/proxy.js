// Passes `/self-service/…` and `/sessions/whoami` of the app's own host on to the edge. Next 15 calls this file
// `middleware.js`, and its function `middleware`.
import { createOryMiddleware } from "@ory/nextjs/middleware";
import config from "./ory.config";

export const proxy = createOryMiddleware(config);
