// Canaries: a cookie and a key that servers echo in everything they answer, and that people give in the wrong place.
import { PassThrough } from "node:stream";
import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { run } from "../../src/cli/command-line.ts";
import { askSecret } from "../../src/cli/secret-prompt.ts";
import { examine, startFake, startScene, type Examined } from "./scene.ts";

const cookieCanary = "canary-cookie-MTcwMDAwMDAwMHxabcdefghij";
const keyCanary = "canary-key-0123456789abcdef0123456789abcdef";

function clean({ stdout, stderr }: Pick<Examined, "stdout" | "stderr">): void {
  for (const text of [stdout, stderr]) {
    expect(text.toLowerCase()).not.toContain("canary");
    expect(text).not.toContain("0123456789abcdef");
    expect(text).not.toContain("MTcwMDAwMDAwMHx");
  }
}

/** Repeats what it was sent in every place that doctor looks at. */
function echo(status: number) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const sent = `${cookieCanary} ${request.headers.cookie ?? ""} ${request.headers.authorization ?? ""}`;
    const flow = request.url?.startsWith("/self-service/") === true;
    response.writeHead(flow ? 200 : status, cookieCanary, {
      "Content-Type": `text/${cookieCanary}`,
      "Cache-Status": `${cookieCanary}; fwd=miss; detail=${cookieCanary}`,
      Location: `http://${cookieCanary}.example/${keyCanary}/sessions/whoami`,
      "Ory-Session-Cache-For": cookieCanary,
      "Set-Cookie": `a=${cookieCanary}`,
    });
    const error = { code: status, id: `edge_${cookieCanary}`, message: sent };
    const ui = { action: `http://${cookieCanary}.example/${keyCanary}/self-service/login?flow=1` };
    response.end(JSON.stringify({ error, active: true, ui, request_url: sent, sent }));
  };
}

test.each([200, 301, 401, 403, 429, 500])(
  "The report does not repeat secrets that a server with status %i echoes.",
  async (status) => {
    await using scene = await startScene();
    await using server = await startFake(echo(status));
    const cookie = await scene.file("cookie", `ory_kratos_session=${cookieCanary}`);
    const key = await scene.file("key", keyCanary);
    const secrets = ["--cookie-file", cookie, "--key-file", key];
    const urls = [
      "--edge",
      server.url,
      "--edge-admin",
      server.url,
      "--app-origin",
      "https://a.example",
    ];
    for (const origin of [server.url, scene.identity.publicUrl]) {
      for (const format of ["text", "json"]) {
        const argv = ["--origin", origin, ...urls, ...secrets, "--format", format];
        const result = await examine(argv);
        expect(result.code).toBe(1);
        expect(result.stdout).toMatch(/origin-failing|not-kratos|edge-failing|base-url|admin-/u);
        clean(result);
      }
    }
  },
);

test("The report does not repeat secrets if a server breaks off or does not exist.", async () => {
  await using scene = await startScene();
  const cookie = await scene.file("cookie", cookieCanary);
  const key = await scene.file("key", keyCanary);
  await using server = await startFake((_request, response) => {
    response.socket?.write(`HTTP/1.1 ${cookieCanary} ${keyCanary}\r\nX: \u0000\r\n\r\n`);
    response.socket?.destroy();
  });
  for (const url of [server.url, "http://127.0.0.1:9"]) {
    const argv = ["--origin", scene.identity.publicUrl, "--edge", url, "--edge-admin", url];
    const result = await examine([...argv, "--cookie-file", cookie, "--key-file", key]);
    expect(result.findings).toContain("problem edge-unreachable");
    expect(result.findings).toContain("problem admin-unreachable");
    clean(result);
  }
});

test.each([
  ["a cookie as an argument", ["--cookie", cookieCanary]],
  ["a cookie as an argument, with =", [`--cookie=${cookieCanary}`]],
  ["a cookie without a flag", [cookieCanary]],
  ["a cookie in place of its file", ["--cookie-file", `a=${cookieCanary}`]],
  ["a cookie in place of its name", ["--cookie-name", `ory_kratos_session=${cookieCanary}`]],
  ["a key in place of its file", ["--edge-admin", "http://127.0.0.1:9", "--key-file", keyCanary]],
  ["a password in a URL", ["--edge", `http://me:${keyCanary}@127.0.0.1:9`]],
  ["a key without a listener", ["--key-file", keyCanary]],
  ["no keyboard to ask at", ["--ask-cookie"]],
])("The following is wrong usage and is not repeated: %s.", async (_name, argv) => {
  let stdout = "";
  let stderr = "";
  const code = await run({
    argv: ["doctor", "--origin", "http://127.0.0.1:9", ...argv],
    env: {},
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: new AbortController().signal,
  });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("edge-sessions doctor: 1 problem");
  clean({ stdout, stderr });
});

test("The error about a file with other content does not repeat the content.", async () => {
  await using scene = await startScene();
  const odd = await scene.file("odd", `${cookieCanary}\n${keyCanary}\n`);
  const cookie = await examine([...scene.whole, "--cookie-file", odd]);
  const key = await examine([...scene.whole, "--key-file", odd]);
  for (const result of [cookie, key]) {
    expect(result).toMatchObject({ code: 2, stdout: "" });
    clean(result);
  }
});

/** A terminal with a person's input. */
function keyboard(isTTY: boolean) {
  const input = Object.assign(new PassThrough(), {
    isTTY,
    raw: [] as boolean[],
    setRawMode: (on: boolean) => input.raw.push(on),
  });
  return input;
}

test.each([
  [[`${cookieCanary}\r`], cookieCanary],
  [["ab", "\u007fc", "d\n", "rest"], "acd"],
  [["ab\u0003"], undefined],
])("A secret that is typed is not shown: %#.", async (keys, typed) => {
  const input = keyboard(true);
  let shown = "";
  // A prompt before the terminal stops echoing invites people to type too early.
  const output = { write: (text: string) => (shown += `${String(input.raw.at(-1))} ${text}`) };
  const { signal } = new AbortController();
  const asked = askSecret("Cookie: ", input, output, signal);
  for (const text of keys) input.write(text);
  expect(await asked).toBe(typed);
  expect(shown).toBe("true Cookie: false \n");
  expect(input.raw).toEqual([true, false]);
});

test("Without a terminal there is no prompt, and an abort ends the prompt.", async () => {
  const output = { write: () => true };
  const { signal } = new AbortController();
  expect(await askSecret("?", keyboard(false), output, signal)).toBeUndefined();
  const ending = new AbortController();
  const asked = askSecret("?", keyboard(true), output, ending.signal);
  ending.abort();
  expect(await asked).toBeUndefined();
});
