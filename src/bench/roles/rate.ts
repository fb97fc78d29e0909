// The load of fixed-rate runs, in its own process. Connections are opened by a question of their own, so that what they
// cost a server is not counted with the requests.
import type { RateAnswer } from "../questions.ts";
import { RateClient } from "../rate/rate-client.ts";
import { runRateTurn } from "../rate/rate-turn.ts";
import { answerAs } from "./answering.ts";

let clients: readonly RateClient[] = [];

answerAs<"rate">(async (question): Promise<RateAnswer | undefined> => {
  if (question.kind === "open") {
    for (const client of clients) client.close();
    const { port, connections, head } = question;
    const opened = Array.from({ length: connections }, () =>
      RateClient.open(port, { method: "GET", size: head }),
    );
    clients = await Promise.all(opened);
    return undefined;
  }
  try {
    return await runRateTurn(clients, question);
  } finally {
    for (const client of clients) client.close();
    clients = [];
  }
});
