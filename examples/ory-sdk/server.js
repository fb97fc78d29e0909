// The Ory SDKs as they are, with their calls answered in this process: `toSession` from memory, everything else by the
// identity server. ORIGIN=https://kratos.example PORT=3000 node server.js
import { createServer } from "node:http";
import { Configuration, FrontendApi } from "@ory/client-fetch";
import * as axiosSdk from "@ory/kratos-client";
import { createEdge } from "edge-sessions";

const origin = process.env.ORIGIN ?? "";
const edge = createEdge({ origin, cacheableSessions: true });

const frontend = new FrontendApi(new Configuration({ basePath: origin, fetchApi: edge.fetch }));
const axiosFrontend = new axiosSdk.FrontendApi(
  new axiosSdk.Configuration({
    basePath: origin,
    baseOptions: { adapter: edge.axiosAdapter },
  }),
);

async function answer(request, response) {
  const { cookie } = request.headers;
  try {
    const session = await frontend.toSession({ cookie });
    const { data } = await axiosFrontend.toSession({ cookie });
    response.end(`Hello ${session.identity?.id}, twice: ${data.identity?.id}\n`);
  } catch (error) {
    response.writeHead(error.response?.status ?? 500).end("Please sign in.\n");
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
