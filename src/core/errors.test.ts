// The one table of errors: Ory's shape, fixed sentences, nothing revealed.
import { STATUS_CODES } from "node:http";
import { describe, expect, test } from "vitest";
import { edgeErrors, errorText, type EdgeError, type EdgeErrorId } from "./errors.ts";

const table = Object.entries<EdgeError>(edgeErrors);

function isId(name: string): name is EdgeErrorId {
  return name in edgeErrors;
}

describe("edgeErrors", () => {
  test("Each error has its id and its status.", () => {
    expect(table.map(([id, { status }]) => `${id} ${status}`)).toMatchInlineSnapshot(`
      [
        "edge_request_malformed 400",
        "edge_target_refused 400",
        "edge_method_refused 405",
        "edge_host_unknown 404",
        "edge_body_timeout 408",
        "edge_body_too_large 413",
        "edge_head_too_large 431",
        "edge_failed 500",
        "edge_origin_unreachable 502",
        "edge_origin_disobeyed 502",
        "edge_busy 503",
        "edge_project_incomplete 503",
        "edge_not_stored 504",
        "edge_origin_timeout 504",
        "edge_loop 508",
        "edge_session_required 401",
        "edge_aal_required 403",
        "edge_authentication_too_old 403",
        "edge_policy_refused 403",
        "edge_policy_unknown 404",
        "edge_decision_body_refused 400",
        "edge_origin_unexpected 502",
        "edge_policy_unreadable 503",
        "edge_signing_key_missing 503",
        "edge_admin_host_refused 421",
        "edge_not_found 404",
        "edge_project_required 404",
        "edge_method_not_allowed 405",
        "edge_key_required 401",
        "edge_key_insufficient 403",
        "edge_content_type_refused 415",
        "edge_body_malformed 400",
        "edge_hook_names_nobody 400",
        "edge_streams_many 503",
        "edge_caep_off 404",
        "edge_intake_off 404",
        "edge_gateway_off 404",
      ]
    `);
  });

  test.each(table)("The error %s has its status' own name and whole sentences.", (id, error) => {
    // Node still has the name of RFC 7231 for 413; RFC 9110 section 15.5.14 has a newer one.
    const name = error.status === 413 ? "Content Too Large" : STATUS_CODES[error.status];
    expect(error.statusText).toBe(name);
    expect(error.status).toBeGreaterThanOrEqual(400);
    expect(id).toMatch(/^edge_[a-z_]+$/);
    for (const sentence of [error.reason, error.message])
      expect(sentence).toMatch(/^[A-Z][^"\\]+\.$/);
    expect((error.retryAfterSeconds ?? 0) > 0).toBe(error.status === 503);
  });

  test.each(table.map(([id]) => id).filter(isId))(
    "The error %s reads as Ory's clients expect.",
    (id) => {
      const { status, statusText, reason, message } = edgeErrors[id];
      const text = errorText(id);
      expect(text.endsWith("}}\n")).toBe(true);
      expect(JSON.parse(text)).toEqual({
        error: { code: status, status: statusText, id, reason, message },
      });
      expect(Object.keys(JSON.parse(text).error)).toEqual([
        "code",
        "status",
        "id",
        "reason",
        "message",
      ]);
    },
  );
});
