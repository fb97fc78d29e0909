// The identity server of a run: answers every check with its cookie's session, as fast as a raw socket goes.
import { createServer, type Socket } from "node:net";
import { answerLinesOf, bodyOf, indexIn } from "../sample.ts";
import { answerAs } from "./answering.ts";

let delayMs = 0;
let calls = 0;

/** Bytes of a request that may come without its head having ended. */
const headBytesMax = 64 * 1_024;

/** What Kratos answers to `DELETE /sessions`. */
const ended = '{"count":1}';

function answer(socket: Socket, head: string): void {
  if (head.startsWith("DELETE ")) {
    socket.write(
      `HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nDate: ${new Date().toUTCString()}\r\nContent-Length: ${ended.length}\r\n\r\n${ended}`,
      "latin1",
    );
    return;
  }
  calls += 1;
  const index = indexIn(head);
  if (index === undefined) {
    socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    return;
  }
  const lines = answerLinesOf(index);
  let text = "HTTP/1.1 200 OK\r\n";
  for (let at = 0; at < lines.length; at += 2) text += `${lines[at]}: ${lines[at + 1]}\r\n`;
  socket.write(`${text}\r\n${bodyOf(index)}`, "latin1");
}

const server = createServer({ noDelay: true }, (socket) => {
  let text = "";
  socket.setEncoding("latin1");
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf("\r\n\r\n"); end !== -1; end = text.indexOf("\r\n\r\n")) {
      const head = text.slice(0, end);
      text = text.slice(end + 4);
      if (delayMs === 0) answer(socket, head);
      else setTimeout(() => answer(socket, head), delayMs);
    }
    if (text.length > headBytesMax) socket.destroy();
  });
});

const listening = new Promise<number>((resolve) => {
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (typeof address === "object" && address !== null) resolve(address.port);
  });
});

answerAs<"origin">(async (question) => {
  const port = await listening;
  const told = { port, calls };
  delayMs = question.delayMs;
  calls = 0;
  return told;
});
