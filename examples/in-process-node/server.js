// A plain Node server that knows who asks: session checks are answered in this process.
// ORIGIN=https://kratos.example PORT=3000 node server.js
import { createServer } from "node:http";
import { createEdge } from "edge-sessions";

const edge = createEdge({ origin: process.env.ORIGIN ?? "", cacheableSessions: true });

async function answer(request, response) {
  const result = await edge.check({ cookie: request.headers.cookie });
  // A renewed session cookie belongs to the client whose request this is.
  if (result.setCookie.length > 0) response.setHeader("Set-Cookie", result.setCookie);
  switch (result.kind) {
    case "active":
      response.end(`Hello ${result.session.identity.id}\n`);
      break;
    case "inactive":
      response.writeHead(401).end("Please sign in.\n");
      break;
    case "second-factor-required":
      response.writeHead(303, { Location: result.redirectTo ?? "/" }).end();
      break;
    case "unavailable":
      response.writeHead(503, { "Retry-After": "1" }).end("Please try again.\n");
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});

server.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}/\n`);
});

process.once("SIGTERM", () => {
  server.close();
  void edge.close();
});
