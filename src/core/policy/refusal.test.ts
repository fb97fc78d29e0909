import { describe, expect, test } from "vitest";
import { makePolicy } from "./policy.ts";
import { isPageRequest, refuseRequest } from "./refusal.ts";

const signInUrl = "https://auth.example/login";
const html = ["Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"];

describe("isPageRequest", () => {
  test.each([
    ["a page that is opened", "GET", html, true],
    ["a page with fetch metadata", "GET", [...html, "Sec-Fetch-Mode", "navigate"], true],
    ["HEAD", "HEAD", html, true],
    ["a form that is posted", "POST", html, false],
    ["a posted form, as Traefik states it", "GET", [...html, "X-Forwarded-Method", "POST"], false],
    ["a script's fetch", "GET", [...html, "Sec-Fetch-Mode", "cors"], false],
    ["an image", "GET", [...html, "Sec-Fetch-Mode", "no-cors"], false],
    ["jQuery", "GET", [...html, "X-Requested-With", "XMLHttpRequest"], false],
    ["a program", "GET", ["Accept", "*/*"], false],
    ["a client of JSON", "GET", ["Accept", "application/json, text/htmlx"], false],
    ["no Accept", "GET", [], false],
  ])("tells %s.", (_, method, lines, is) => {
    expect(isPageRequest(method, lines)).toBe(is);
  });
});

describe("refuseRequest", () => {
  const policy = makePolicy("app", { signInUrl });
  const back = "https://app.example/a?b=c&d=é";
  test.each([
    ["session", "edge_session_required", signInUrl],
    ["aal", "edge_aal_required", `${signInUrl}?aal=aal2`],
    ["age", "edge_authentication_too_old", `${signInUrl}?refresh=true`],
    ["schema", "edge_policy_refused", undefined],
    ["organization", "edge_policy_refused", undefined],
    ["condition", "edge_policy_refused", undefined],
    ["value", "edge_policy_refused", undefined],
  ] as const)("%s is %s.", (why, error, location) => {
    const own = why === "session" ? 401 : 403;
    const status = location === undefined ? own : 302;
    expect(refuseRequest(policy, why, true, undefined)).toEqual({ error, status, location });
    const forProgram = { error, status: own, location: undefined };
    expect(refuseRequest(policy, why, false, back)).toEqual(forProgram);
  });

  test("The way back is one parameter, whatever it contains.", () => {
    const { location } = refuseRequest(policy, "aal", true, back);
    expect(new URL(location ?? "").searchParams.get("return_to")).toBe(back);
    const own = makePolicy("app", { signInUrl: "https://auth.example/login?theme=dark" });
    expect(refuseRequest(own, "session", true, "https://a.example/").location).toBe(
      "https://auth.example/login?theme=dark&return_to=https%3A%2F%2Fa.example%2F",
    );
  });

  test("A gateway that passes on no redirect gets the place beside the status, or the status alone.", () => {
    const location = makePolicy("app", { signInUrl, browsers: "location" });
    expect(refuseRequest(location, "session", true, undefined)).toEqual({
      error: "edge_session_required",
      status: 401,
      location: signInUrl,
    });
    const status = makePolicy("app", { signInUrl, browsers: "status" });
    expect(refuseRequest(status, "session", true, undefined).location).toBeUndefined();
    expect(refuseRequest(makePolicy("app"), "session", true, undefined).location).toBeUndefined();
  });
});
