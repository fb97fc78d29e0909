// Reads a stream of server-sent events as a client would.
import { keyTexts } from "../harness/admin-scene.ts";

/** One event of a stream. */
interface StreamEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An open stream. */
export interface StreamReader extends AsyncDisposable {
  readonly status: number;
  readonly headers: Headers;
  /** Everything that has arrived so far. */
  readonly events: readonly StreamEvent[];
  /** The id that the client would come back with. */
  readonly lastId: () => string | undefined;
  /** The heartbeats so far. */
  readonly heartbeats: () => number;
  /** Resolves at the end of the stream, with the errors by which it was cut. */
  readonly ended: Promise<readonly unknown[]>;
}

/** Opens a stream. */
export async function openStream(
  url: string,
  { path = "/endings", key = keyTexts.endings, lastId }: OpenOptions = {},
): Promise<StreamReader> {
  const controller = new AbortController();
  const response = await fetch(`${url}${path}`, {
    headers: {
      Authorization: `Bearer ${key}`,
      ...(lastId === undefined ? {} : { "Last-Event-ID": lastId }),
    },
    signal: controller.signal,
  });
  const events: StreamEvent[] = [];
  let id: string | undefined;
  let heartbeats = 0;
  let left = false;
  const failures: unknown[] = [];
  const read = async (): Promise<void> => {
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf("\n\n"); end !== -1; end = text.indexOf("\n\n")) {
        take(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
  };
  function take(block: string): void {
    const fields = new Map(
      block.split("\n").map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
      }),
    );
    id = fields.get("id") ?? id;
    if (fields.has("")) heartbeats += 1;
    const data = fields.get("data");
    if (data === undefined) return;
    const parsed = JSON.parse(data) as Readonly<Record<string, unknown>>;
    events.push({ id, event: fields.get("event") ?? "message", data: parsed });
  }
  // Whoever leaves does not wait for the end.
  const ended = read().catch((error: unknown) => {
    if (!left) failures.push(error);
  });
  return {
    status: response.status,
    headers: response.headers,
    events,
    lastId: () => id,
    heartbeats: () => heartbeats,
    ended: ended.then(() => failures),
    async [Symbol.asyncDispose]() {
      left = true;
      controller.abort();
      await ended;
    },
  };
}

interface OpenOptions {
  readonly path?: string;
  readonly key?: string;
  readonly lastId?: string | undefined;
}
