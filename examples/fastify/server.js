// Fastify routes behind a session. ORIGIN=https://kratos.example PORT=3000 node server.js
import fastify from "fastify";
import { createEdge } from "edge-sessions";
import { requireSession, sessionOf } from "edge-sessions/fastify";

const edge = createEdge({ origin: process.env.ORIGIN ?? "", cacheableSessions: true });
const app = fastify();

app.get("/", { onRequest: requireSession(edge) }, (request, reply) => {
  reply.send(`Hello ${sessionOf(request).identity.id}\n`);
});

app.addHook("onClose", () => edge.close());

const url = await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT ?? 3000) });
process.stdout.write(`${url}/\n`);

process.once("SIGTERM", () => {
  void app.close();
});
