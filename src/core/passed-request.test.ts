// What a request is that is passed on.
import { expect, test } from "vitest";
import { classifyPassed } from "./passed-request.ts";

test.each([
  ["GET /health/ready", "", true, "other"],
  ["GET /sessions/whoami", "", true, "check"],
  ["GET /sessions/who%61mi?x=1", "", false, "check"],
  ["GET /ory/sessions/whoami", "/ory", false, "check"],
  ["POST /sessions/whoami", "", false, "mutation unlisted"],
  ["DELETE /sessions", "", false, "mutation revoke-my-sessions"],
  ["DELETE /ory/sessions", "/ory", true, "mutation revoke-my-sessions"],
  ["GET *", "", false, "refused"],
  ["GET @other.example", "", false, "refused"],
  ["GET /../admin", "", true, "refused"],
  ["DELETE /sessions/%2e%2e/x", "", true, "refused"],
  // Without a path of the origin's own there is nothing to leave.
  ["GET /../admin", "", false, "other"],
])(
  "The request %s below '%s' is classified, where the origin has a path: %s.",
  (request, basePath, hasPath, expected) => {
    const [method = "", target = ""] = request.split(" ");
    const passed = classifyPassed(method, target, { basePath, hasPath });
    const told = passed.kind === "mutation" ? `mutation ${passed.mutation.row}` : passed.kind;
    expect(told).toBe(expected);
  },
);
