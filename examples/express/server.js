// Express routes behind a session. ORIGIN=https://kratos.example PORT=3000 node server.js
import express from "express";
import { createEdge } from "edge-sessions";
import { requireSession, sessionOf } from "edge-sessions/express";

const edge = createEdge({
  origin: process.env.ORIGIN ?? "",
  cacheableSessions: true,
  cacheableSessionsMaxAge: "1m",
});
const app = express();

app.get("/", requireSession(edge), (request, response) => {
  response.send(`Hello ${sessionOf(request).identity.id}\n`);
});

// What must never rest on an older answer asks the identity server each time.
app.post("/payments", requireSession(edge, { maxAge: 0 }), (request, response) => {
  response.status(201).send(`Paid by ${sessionOf(request).identity.id}\n`);
});

const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}/\n`);
});

process.once("SIGTERM", () => {
  server.close();
  void edge.close();
});
