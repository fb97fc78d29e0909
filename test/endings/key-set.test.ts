// The key set at the URL of a transmitter, over real HTTP: what it may answer, and that nothing of a wrong answer is told.
import { createServer, type RequestListener } from "node:http";
import { gzipSync } from "node:zlib";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { createKeyLookUp } from "../../src/endings/key-set.ts";
import { keySetBytesMax, keySetKeysMax, keySetWaitMs } from "../../src/endings/limits.ts";
import { createTokenVerifier, type VerifiedToken } from "../../src/endings/transmitters.ts";
import { createClock } from "../../src/runtime/node.ts";
import { listenOnLoopback } from "../harness/loopback.ts";

const issuer = "https://idp.example.com";
const audience = "https://edge.example.com";
const pair = await generateKeyPair("ES256");
const key = { ...(await exportJWK(pair.publicKey)), kid: "one", alg: "ES256" };
const unusable = { status: "refused", description: "The keys of the issuer cannot be used now." };

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `${await listenOnLoopback(server)}/jwks.json`;
}

/** What becomes of a token that is right, if its issuer's keys are at a URL. */
async function verdict(url: string): Promise<unknown> {
  const verify = createTokenVerifier(
    [{ issuer, audience, keys: new URL(url), project: undefined }],
    createClock(),
  );
  const subject = { format: "opaque", id: "0f3a8b1c-2d4e-4f60-8a9b-000000000001" };
  const token = await new SignJWT({
    sub_id: subject,
    events: { "https://schemas.openid.net/secevent/caep/event-type/session-revoked": {} },
  })
    .setProtectedHeader({ alg: "ES256", kid: "one", typ: "secevent+jwt" })
    .setIssuer(issuer)
    .setAudience(audience)
    .setJti("token")
    .setIssuedAt()
    .sign(pair.privateKey);
  return verdictOf(await verify(token, "acme"));
}

/** The error of a look-up. Undefined if a key was found. */
async function errorOf(url: string, waitMs = keySetWaitMs): Promise<unknown> {
  const lookUp = createKeyLookUp(new URL(url), waitMs);
  try {
    await lookUp({ alg: "ES256", kid: "one" }, { payload: "", signature: "" });
    return undefined;
  } catch (error) {
    return error;
  }
}

function verdictOf(verified: VerifiedToken): unknown {
  if (verified.kind !== "refused") return verified.kind;
  expect(verified.error).toBe("invalid_key");
  return { status: verified.kind, description: verified.description };
}

const json = (content: unknown) => serve((_, response) => response.end(JSON.stringify(content)));

/** A key set with exactly so many bytes. */
function padded(bytes: number): Buffer {
  const text = JSON.stringify({ keys: [key], canary: "" });
  return Buffer.from(
    JSON.stringify({ keys: [key], canary: "x".repeat(bytes - Buffer.byteLength(text)) }),
  );
}

test("A key set may have as many bytes as the limit, and not one more.", async () => {
  const url = (bytes: number) => serve((_, response) => response.end(padded(bytes)));
  expect(await verdict(await url(keySetBytesMax))).toBe("changes");
  expect(await verdict(await url(keySetBytesMax + 1))).toEqual(unusable);
});

test("The bytes are counted after decompression.", async () => {
  const url = (bytes: number) =>
    serve((_, response) => {
      response.setHeader("Content-Encoding", "gzip");
      response.end(gzipSync(padded(bytes)));
    });
  expect(await verdict(await url(keySetBytesMax))).toBe("changes");
  expect(await verdict(await url(keySetBytesMax + 1))).toEqual(unusable);
});

test("An answer that never ends is given up at the limit, with its connection.", async () => {
  let closed = false;
  const url = await serve((_, response) => {
    response.on("close", () => {
      closed = true;
    });
    response.write(padded(keySetBytesMax + 1));
  });
  // Its time is far away.
  expect(await errorOf(url, 600_000)).toMatchObject({ message: expect.stringContaining("whole") });
  await expect.poll(() => closed).toBe(true);
});

test("A key set may have as many keys as the limit, and not one more.", async () => {
  const keys = (count: number) => [key, ...Array.from({ length: count - 1 }, () => ({ kty: "x" }))];
  expect(await verdict(await json({ keys: keys(keySetKeysMax) }))).toBe("changes");
  expect(await verdict(await json({ keys: keys(keySetKeysMax + 1) }))).toEqual(unusable);
});

test("A redirect is not followed.", async () => {
  let asked = 0;
  const elsewhere = await serve((_, response) => {
    asked += 1;
    response.end(JSON.stringify({ keys: [key] }));
  });
  for (const status of [301, 302, 303, 307, 308]) {
    const url = await serve((_, response) => {
      response.writeHead(status, { Location: elsewhere }).end("canary");
    });
    expect(await verdict(url)).toEqual(unusable);
  }
  expect(asked).toBe(0);
  expect(await verdict(elsewhere)).toBe("changes");
});

test("An error says nothing of the answer.", async () => {
  const answers: readonly RequestListener[] = [
    (_, response) => response.end("canary, not JSON"),
    (_, response) => response.end('"canary"'),
    (_, response) => response.end('{"keys":["canary"]}'),
    (_, response) => response.writeHead(500, "canary", { "X-Canary": "canary" }).end("canary"),
    (_, response) => response.writeHead(200, { "Content-Length": "9" }).write("canary"),
    (_, response) => response.end(`{"canary":"${"x".repeat(keySetBytesMax)}"}`),
  ];
  for (const [at, answer] of answers.entries()) {
    const url = await serve((request, response) => {
      answer(request, response);
      // The fifth is cut off.
      if (at === 4) setImmediate(() => response.destroy());
    });
    const error = await errorOf(url);
    expect(error).toBeInstanceOf(Error);
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("canary");
    expect(await verdict(url)).toEqual(unusable);
  }
});

test("A key set whose bytes stop coming is given up in its time, with its connection.", async () => {
  let closed = false;
  const url = await serve((_, response) => {
    response.on("close", () => {
      closed = true;
    });
    response.write('{"keys":[');
  });
  expect(await errorOf(url, 100)).toBeInstanceOf(Error);
  await expect.poll(() => closed).toBe(true);
});
