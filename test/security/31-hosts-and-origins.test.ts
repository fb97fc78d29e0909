// Case 31: a project's operator claims what belongs to others, by its hosts or by its origin: refused with the member and
// the reason, or harmless by construction. The Console's cookie never leaves the control plane.
import { createServer } from "node:http";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditRecord, controlPlane } from "../../src/control/audit.ts";
import { openControlStorage } from "../../src/control/database/open.ts";
import { lookupWithout } from "../../src/origin/guarded-lookup.ts";
import { rawCheck } from "../harness/raw-check.ts";
import { flags, startScene, type Answered, type ControlScene } from "../control/scene.ts";
import { startEdge } from "../harness/edge-under-test.ts";
import { listenOnLoopback } from "../harness/loopback.ts";

let scene: ControlScene;
beforeAll(async () => {
  scene = await startScene({
    options: { "control-url": "https://console.example", "projects-domain": "projects.test" },
  });
  for (const slug of ["mine", "theirs"]) {
    await scene.ask("/projects", { json: { name: slug, slug, environment: "dev" } });
  }
  await set("theirs", "hosts", ["auth.theirs.example"]);
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

function set(slug: string, name: string, value: unknown, headers = {}): Promise<Answered> {
  const json = [{ op: "replace", path: `${flags}/${name}`, value }];
  return scene.ask(`/projects/${slug}`, { method: "PATCH", json, headers });
}

describe("a host that is not the project's to claim", () => {
  test.each([
    ["console.example", "must not be the host of this control plane"],
    ["127.0.0.1", "must not be an IP address"],
    ["2130706433", "must not be an IP address"],
    ["0x7f000001", "must not be an IP address"],
    ["0x7f.1", "must not be an IP address"],
    ["0177.0.0.1", "must not be an IP address"],
    ["1.2.3", "must not be an IP address"],
    ["a.0x", "must not be an IP address"],
    ["localhost", "must not be localhost"],
    ["app.localhost", "must not be localhost"],
    ["localhost.localdomain", "must not be localhost"],
    ["theirs.projects.test", "is reserved for the project with that slug"],
    ["some-day.projects.test", "is reserved for the project with that slug"],
    ["a.b.projects.test", "must not be projects.test or below it"],
    ["1.projects.test", "must not be projects.test or below it"],
    ["projects.test", "must not be projects.test or below it"],
    ["com", "must be below a registered domain"],
    ["intranet", "must be below a registered domain"],
    ["co.uk", "must be below a registered domain"],
    ["example", "must not be a parent domain of the host of this control plane"],
    ["CONSOLE.example", "must be a host name"],
    ["console.example.", "must be a host name"],
    ["console.example:443", "must be a host name"],
    ["*.example.org", "must be a host name"],
    ["[::1]", "must be a host name"],
    ["ａ.example", "must be a host name"],
    ["", "must be a host name"],
  ])("The host %j is refused, because it %s.", async (host, reason) => {
    const refused = await set("mine", "hosts", ["fine.example.org", host]);
    expect([refused.status, refused.errorId]).toEqual([400, "control_settings_refused"]);
    expect(refused.text).toContain(`"path":"${flags}/hosts/1","problem":"`);
    expect(refused.text).toContain(reason);
  });

  test.each([
    ["another's own", "auth.theirs.example"],
    ["below another's", "login.auth.theirs.example"],
    ["far below another's", "a.b.c.auth.theirs.example"],
    ["above another's", "theirs.example"],
  ])("%s: this host is refused.", async (_, host) => {
    const refused = await set("mine", "hosts", [host]);
    expect([refused.status, refused.errorId]).toEqual([409, "control_conflict"]);
    expect(refused.text).toContain(`${host} belongs to another project, or is below or above`);
  });

  test("A slug whose host would be the control plane's is refused.", async () => {
    await using own = await startScene({
      options: { "control-url": "https://console.one.test", "projects-domain": "one.test" },
    });
    for (const how of [{ slug: "console", name: "x" }, { name: "Console" }]) {
      const refused = await own.ask("/projects", { json: { environment: "dev", ...how } });
      expect([refused.status, refused.errorId]).toEqual([409, "control_conflict"]);
      expect(refused.text).toContain(
        '"problem":"must be another slug, because this one gives the project the host of the control plane"',
      );
    }
  });

  test("The host by which the control plane is asked is refused, whatever the options say.", async () => {
    const json = [{ op: "replace", path: `${flags}/hosts`, value: ["asked.example.org"] }];
    const body = JSON.stringify(json);
    const seen = await rawCheck(
      scene.url,
      [
        "Host",
        "Asked.example.org:443",
        "Authorization",
        `Bearer ${scene.key}`,
        "Content-Type",
        "application/json",
        "Content-Length",
        String(body.length),
      ],
      { method: "PATCH", path: "/projects/mine", body },
    );
    expect(seen.status).toBe(400);
    expect(seen.body).toContain("must not be the host of this control plane");
  });

  test("A host beside another project's, and one below the project's own, are accepted.", async () => {
    const hosts = ["xauth.theirs.example", "mine.example.org", "a.mine.example.org"];
    expect((await set("mine", "hosts", hosts)).status).toBe(200);
    expect((await set("mine", "hosts", [])).status).toBe(200);
  });
});

describe("an origin that is not an identity server", () => {
  test.each([
    ["http://169.254.169.254", "a reserved address"],
    ["http://2852039166/latest", "a reserved address"],
    ["http://0xa9.0xfe.0xa9.0xfe", "a reserved address"],
    ["http://[::ffff:169.254.169.254]", "a reserved address"],
    ["http://[fe80::1]", "a reserved address"],
    ["http://[fd00:ec2::254]", "a reserved address"],
    ["http://0.0.0.0:4433", "a reserved address"],
    ["http://100.100.100.200", "a reserved address"],
    ["http://metadata.google.internal", "a reserved address"],
    ["http://METADATA.google.internal.", "a reserved address"],
    ["https://theirs.projects.test", "the host of a project"],
    ["https://console.example", "must not be the host of this control plane"],
  ])("The origin %s is refused.", async (url, reason) => {
    for (const name of ["origin_url", "admin_origin_url"]) {
      const refused = await set("mine", name, url);
      expect([refused.status, refused.errorId]).toEqual([400, "control_settings_refused"]);
      expect(refused.text).toContain(`"path":"${flags}/${name}","problem":"must `);
      expect(refused.text).toContain(reason);
    }
  });

  test("The edge itself, its admin listener and the control plane are refused as an origin.", async () => {
    const { edges, url } = scene.control;
    for (const own of [edges.url, edges.adminUrl, url]) {
      const port = new URL(own ?? "").port;
      for (const host of ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"]) {
        const refused = await set("mine", "origin_url", `http://${host}:${port}/path`);
        expect([host, refused.status]).toEqual([host, 400]);
        expect(refused.text).toContain(
          "must be the address of the identity server, not a listener of this process",
        );
      }
    }
  });

  test("The edge does not connect to a name that leads to a reserved address.", async () => {
    const guarded = lookupWithout((address) => address === "127.0.0.1" || address === "::1");
    const free = lookupWithout(() => false);
    for (const all of [true, false]) {
      const look = (how: typeof free): Promise<Error | null> =>
        new Promise((resolve) => how("localhost", { all }, (error) => resolve(error)));
      expect((await look(guarded))?.message).toContain("reserved address");
      expect(await look(free)).toBeNull();
    }
  });

  test("An edge whose origin leads back to itself ends the loop with a 508.", async () => {
    let back = "";
    let passes = 0;
    const proxy = createServer((request, response) => {
      passes += 1;
      const headers = { ...request.headers };
      fetch(back + request.url, { headers: { via: headers.via ?? "" } }).then(
        async (answer) => response.writeHead(answer.status).end(await answer.text()),
        () => response.writeHead(502).end(),
      );
    });
    const edge = await startEdge({ origin: await listenOnLoopback(proxy) });
    back = edge.url;
    const answer = await fetch(`${edge.url}/self-service/login/api`);
    expect([answer.status, await answer.text()]).toEqual([
      508,
      expect.stringContaining('"id":"edge_loop"'),
    ]);
    expect(passes).toBe(4);
    await edge.stop();
    proxy.closeAllConnections();
    proxy.close();
  });
});

test("A host that earlier rules allowed is not served and is reported at the start; all others are served.", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "edge-sessions-"));
  const database = join(folder.path, "control.db");
  {
    await using before = await startScene({ options: { database } });
    for (const slug of ["good", "bad-host", "bad-origin", "bad-setting"]) {
      await before.project(slug);
    }
  }
  const storage = openControlStorage(database);
  await storage.open();
  const spoil = async (slug: string, spoiled: object): Promise<void> => {
    const project = await storage.findProject(slug);
    if (project === undefined) throw new Error("there is no such project");
    const next = { ...project, revision: 99, flags: { ...project.flags, ...spoiled } };
    const audit = auditRecord(0, controlPlane, "project.patch", { subject: slug });
    expect((await storage.replaceProject(next, project.revision, audit)).kind).toBe("done");
  };
  await spoil("bad-host", { hosts: ["127.0.0.1", "app.example.org"] });
  await spoil("bad-origin", { origin_url: "http://169.254.169.254" });
  await spoil("bad-setting", { origin_url: `http://kratos.example${"/".repeat(80_000)}x` });
  await storage.close();

  await using after = await startScene({ options: { database } });
  const seen = async (host: string) => (await rawCheck(after.edgeUrl, ["Host", host])).status;
  expect(await seen("127.0.0.1")).toBe(404);
  expect(await seen("bad-origin.projects.localhost")).toBe(503);
  expect(await seen("bad-setting.projects.localhost")).toBe(503);
  // The others go on; their identity servers are gone by now.
  for (const host of ["app.example.org", "good.projects.localhost"]) {
    expect([host, await seen(host)]).toEqual([host, 502]);
  }
  const warnings = (await after.control.warnings()).join("\n");
  expect(warnings).toContain(
    "bad-host is not served under the host 127.0.0.1: it must not be an IP address",
  );
  expect(warnings).toContain("the origin_url of project bad-origin is not used");
  expect(warnings).toContain("project bad-setting is not served until its settings are fixed");
  expect(warnings).not.toContain("project good");
});

test("The Console's cookie reaches no identity server, whatever the edge does with the request.", async () => {
  const project = await scene.project("watched", { cacheable_sessions: true });
  const heads: string[] = [];
  const origin = createServer((request, response) => {
    heads.push(request.rawHeaders.join("\n"));
    response.writeHead(401, { "Content-Type": "application/json" });
    response.end('{"error":{"code":401}}');
  });
  await project.set("origin_url", await listenOnLoopback(origin));
  const host = "watched.projects.test";
  for (const path of [
    "/sessions/whoami",
    "/self-service/logout/browser",
    "/sessions/whoami?tokenize_as=x",
  ]) {
    for (const name of ["edge_sessions_console", "__Host-edge_sessions_console"]) {
      for (const method of ["GET", "POST", "DELETE"]) {
        await rawCheck(
          scene.edgeUrl,
          ["Host", host, "Cookie", `a=1; ${name}=secret-id; ory_kratos_session=s`],
          { method, path },
        );
      }
    }
  }
  expect(heads.length).toBeGreaterThan(6);
  expect(heads.join("\n")).not.toContain("secret-id");
  expect(heads.join("\n")).toContain("ory_kratos_session=s");
  for (const name of ["edge_sessions_console", "__Host-edge_sessions_console"]) {
    expect((await set("watched", "cookie_name", name)).text).toContain("the Console's own cookie");
  }
  origin.closeAllConnections();
  origin.close();
});
