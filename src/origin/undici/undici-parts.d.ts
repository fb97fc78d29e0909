// The two modules of undici that calls need. The whole package takes three times as long to load, and an edge does not
// use the rest of it: agents, its own cache, `fetch`, WebSocket.
declare module "undici/lib/core/connect.js" {
  import { buildConnector } from "undici";
  export default buildConnector;
}

declare module "undici/lib/dispatcher/client.js" {
  import { Client } from "undici";
  export default Client;
}
