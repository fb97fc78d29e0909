// What a NATS server knows of the subscriptions at the servers that it is joined with.
import { setImmediate } from "node:timers/promises";

/**
 * Resolves with what a server's endpoint, such as `/leafz`, says of its connections, once it has subjects that begin so.
 * Its log says only when a connection exists, and what is sent right after that reaches nobody.
 */
export async function untilSubscribed(url: string, beginnings: readonly string[]): Promise<string> {
  for (;;) {
    const response = await fetch(`${url}?subs=1`);
    const text = JSON.stringify(await response.json());
    if (beginnings.every((subject) => text.includes(`"${subject}`))) return text;
    await setImmediate();
  }
}
