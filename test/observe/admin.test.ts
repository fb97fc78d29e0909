// The admin listener: health, readiness, metrics, and nothing else.
import { afterEach, describe, expect, test } from "vitest";
import { createAdminListener, type AdminListener } from "../../src/observe/admin.ts";

let unready: Record<string, string> = {};
let scrape = () => Promise.resolve({ contentType: "text/plain; version=0.0.4", text: "a 1\n" });
const failures: unknown[] = [];
const opened: AdminListener[] = [];

function listener(port = 0): AdminListener {
  const admin = createAdminListener({
    listen: { host: "127.0.0.1", port },
    unready: () => unready,
    scrape: () => scrape(),
    failed: (error) => failures.push(error),
  });
  opened.push(admin);
  return admin;
}

afterEach(async () => {
  unready = {};
  await Promise.all(opened.splice(0).map((admin) => admin.stop(0)));
});

async function ask(path: string, method = "GET") {
  const url = await listener().start();
  const answer = await fetch(`${url}${path}`, { method });
  return { answer, text: await answer.text() };
}

describe("health", () => {
  test("alive", async () => {
    const { answer, text } = await ask("/health/alive");
    expect([answer.status, JSON.parse(text)]).toEqual([200, { status: "ok" }]);
  });

  test("ready", async () => {
    const { answer, text } = await ask("/health/ready?x=1");
    expect([answer.status, JSON.parse(text)]).toEqual([200, { status: "ok" }]);
  });

  test("not ready says why, as Ory does", async () => {
    unready = { edge: "it is draining" };
    const { answer, text } = await ask("/health/ready");
    expect([answer.status, JSON.parse(text)]).toEqual([
      503,
      { errors: { edge: "it is draining" } },
    ]);
  });
});

describe("metrics", () => {
  test("are what the scrape gives", async () => {
    const { answer, text } = await ask("/metrics");
    expect(answer.headers.get("content-type")).toContain("version=0.0.4");
    expect(text).toBe("a 1\n");
  });

  test("that can not be read are a 500 whose cause goes to the log alone", async () => {
    const broken = new Error("canary-cause");
    const good = scrape;
    scrape = () => Promise.reject(broken);
    const { answer, text } = await ask("/metrics");
    scrape = good;
    expect(answer.status).toBe(500);
    expect(text).not.toContain("canary");
    expect(failures).toEqual([broken]);
  });
});

describe("anything else", () => {
  test.each(["/", "/sessions/whoami", "/health", "/metrics/", "//metrics", "/Metrics"])(
    "%s is a 404 in Ory's shape",
    async (path) => {
      const { answer, text } = await ask(path);
      expect(answer.status).toBe(404);
      expect(JSON.parse(text)).toEqual({
        error: {
          code: 404,
          status: "Not Found",
          message: "The requested resource could not be found",
        },
      });
    },
  );

  test.each(["POST", "PUT", "DELETE", "OPTIONS"])("%s is refused", async (method) => {
    const { answer } = await ask("/metrics", method);
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  test("HEAD has the head of GET and no body", async () => {
    const { answer, text } = await ask("/health/alive", "HEAD");
    expect([answer.status, answer.headers.get("content-length"), text]).toEqual([200, "16", ""]);
  });
});

describe("start and stop", () => {
  test("a taken port rejects", async () => {
    const url = await listener().start();
    await expect(listener(Number(new URL(url).port)).start()).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
  });

  test("stopping finishes what is in flight, then takes no more", async () => {
    const good = scrape;
    let letGo: (exposition: { contentType: string; text: string }) => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      scrape = () => {
        resolve();
        return new Promise((release) => {
          letGo = release;
        });
      };
    });
    const admin = listener();
    const url = await admin.start();
    const answer = fetch(`${url}/metrics`).then((response) => response.text());
    await asked;
    const stopped = admin.stop(60_000);
    letGo({ contentType: "text/plain", text: "late 1\n" });
    scrape = good;
    expect(await answer).toBe("late 1\n");
    await stopped;
    await expect(fetch(`${url}/health/alive`)).rejects.toThrow("fetch failed");
  });

  test("stopping what never started does nothing", async () => {
    await expect(listener().stop(60_000)).resolves.toBeUndefined();
  });
});
