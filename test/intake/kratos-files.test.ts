// The files in deploy/kratos/ send what the receiver reads, and nothing secret.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readKratosHook } from "../../src/intake/kratos-hook.ts";

const template = readFileSync("deploy/kratos/edge-sessions.jsonnet", "utf8");

test("The template makes exactly the members that the receiver reads.", () => {
  const code = template.replaceAll(/^\s*\/\/.*$/gm, "");
  const members = [...code.matchAll(/^ {2}(\w+):/gm)].map(([, name = ""]) => name);
  expect(members).toEqual(["flow", "identity_id", "session_id"]);
  const id = "9f425a8d-7efc-4768-8f23-7647a74fdf13";
  const values: Record<string, string> = { flow: "settings", identity_id: id, session_id: id };
  const body = Object.fromEntries(members.map((name) => [name, values[name]]));
  expect(readKratosHook(body)).toEqual({
    kind: "read",
    value: {
      flow: "settings",
      scopes: [
        { kind: "identity", value: id },
        { kind: "session", value: id },
      ],
    },
  });
  expect(code).not.toMatch(/cookie|header|traits|token/i);
});

test("The settings call the receiver after every flow that changes what checks answer.", () => {
  const settings: unknown = parse(readFileSync("deploy/kratos/web-hooks.yaml", "utf8"));
  const hook = {
    hook: "web_hook",
    config: expect.objectContaining({
      url: "http://127.0.0.1:4001/hooks/kratos",
      method: "POST",
      body: expect.stringMatching(/edge-sessions\.jsonnet$/),
      auth: {
        type: "api_key",
        config: { in: "header", name: "X-Api-Key", value: "EDGE_HOOK_KEY" },
      },
      response: { ignore: false, parse: false },
    }),
  };
  const flow = { after: { hooks: [hook] } };
  expect(settings).toEqual({
    selfservice: {
      flows: {
        settings: flow,
        login: flow,
        registration: flow,
        recovery: flow,
        verification: flow,
      },
    },
  });
});
