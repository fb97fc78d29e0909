// Hono routes behind a session, on Node or Bun. ORIGIN=https://kratos.example PORT=3000 node server.js
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createEdge } from "edge-sessions";
import { requireSession } from "edge-sessions/hono";

const edge = createEdge({ origin: process.env.ORIGIN ?? "", cacheableSessions: true });
const app = new Hono();

app.get("/", requireSession(edge), (context) =>
  context.text(`Hello ${context.get("session").identity.id}\n`),
);

const port = Number(process.env.PORT ?? 3000);
const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port }, ({ port }) => {
  process.stdout.write(`http://127.0.0.1:${port}/\n`);
});

process.once("SIGTERM", () => {
  server.close();
  void edge.close();
});
