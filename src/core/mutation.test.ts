// Which requests are mutations, and the scopes that their path and their body name.
import { describe, expect, test } from "vitest";
import { loadStory, scenarios, type Exchange } from "../../test/corpus/recording.ts";
import { mutationCases } from "./mutation.cases.ts";
import {
  canonicalUuid,
  findMutation,
  mutationRows,
  readBulkScopes,
  readLogoutTokens,
} from "./mutation.ts";
import { mutationTable } from "./mutation-table.ts";

describe("findMutation", () => {
  test.each(mutationCases)(
    "The request $request below '$basePath' is found in the table.",
    ({ request, basePath, row, names }) => {
      const blank = request.indexOf(" ");
      const found = findMutation(request.slice(0, blank), request.slice(blank + 1), basePath ?? "");
      expect(found?.row).toBe(row);
      const named = found?.named.map((one) =>
        one.kind === "project" ? one.kind : `${one.kind} ${one.value}`,
      );
      expect(named ?? []).toEqual(names === undefined ? [] : [names]);
      expect(found?.listed?.name).toBe(row === "unlisted" ? undefined : row);
    },
  );

  test("The cases visit every row of the mutation table.", () => {
    const visited = new Set(mutationCases.map((one) => one.row));
    expect(mutationRows.filter((row) => !visited.has(row))).toEqual([]);
  });

  test("Rows that can return another person's session say so, and admin rows never ask for sessions.", () => {
    const names = (keep: (row: (typeof mutationTable)[number]) => boolean): string[] =>
      mutationTable.filter(keep).map((row) => row.name);
    expect(names((row) => row.signsIn === true)).toEqual([
      "login",
      "registration",
      "recovery",
      "verification",
      "oidc-callback",
      "oidc-callback-provider",
      "oidc-callback-organization",
      "saml-callback",
      "saml-acs",
      "method-callback",
      "fed-cm-token",
      "token-exchange",
    ]);
    expect(names((row) => row.admin === true).every((name) => name.startsWith("admin-"))).toBe(
      true,
    );
    expect(names((row) => row.path.startsWith("/admin/"))).toEqual(
      names((row) => row.admin === true),
    );
  });

  // The answers tell which requests did something: they hand out a session or are the calls that end one.
  const does = ({ listener, request, response }: Exchange): boolean =>
    listener === "public" &&
    response.status < 500 &&
    !request.path.startsWith("/sessions/whoami") &&
    response.headers.some(
      ([name, value]) => name === "Set-Cookie" && value.startsWith("ory_kratos_session="),
    );
  const issuing = scenarios.flatMap((scenario) =>
    loadStory(scenario)
      .exchanges.filter(does)
      .map((one) => [`${scenario} ${one.n}`, one.request] as const),
  );

  test("In the recordings, every request that sets a session cookie is a row of the table.", () => {
    expect(issuing.length).toBeGreaterThan(20);
    const missed = issuing.filter(([, { method, path, raw }]) => {
      const listed = findMutation(method, path, "")?.listed;
      return raw === undefined && listed === undefined;
    });
    expect(missed).toEqual([]);
  });
});

test.each([
  ["0F3A8B1C-2D4E-4F60-8A9B-1C2D3E4F5061", "0f3a8b1c-2d4e-4f60-8a9b-1c2d3e4f5061"],
  ["{0f3a8b1c2d4e4f608a9b1c2d3e4f5061}", "0f3a8b1c-2d4e-4f60-8a9b-1c2d3e4f5061"],
  ["urn:uuid:0F3a8b1c2d4e4f608a9b1c2d3e4f5061", "0f3a8b1c-2d4e-4f60-8a9b-1c2d3e4f5061"],
  ["{0f3a8b1c-2d4e-4f60-8a9b-1c2d3e4f5061", undefined],
  ["0f3a8b1c-2d4e-4f60-8a9b-1c2d3e4f5061}", undefined],
  ["urn:uuid:{0f3a8b1c-2d4e-4f60-8a9b-1c2d3e4f5061}", undefined],
  ["0f3a8b1c-2d4e4f608a9b1c2d3e4f5061", undefined],
  ["0f3a8b1c-2d4e-4f60-8a9b-1c2d3e4f506", undefined],
  ["0f3a8b1c-2d4e-4f60-8a9b-1c2d3e4f50611", undefined],
  ["Me", undefined],
  ["", undefined],
])("The canonical UUID of %s is %s.", (text, expected) => {
  expect(canonicalUuid(text)).toBe(expected);
});

describe("bodies", () => {
  test.each([
    ['{"session_token": "t"}', ["t"]],
    ['{"SESSION_TOKEN":"t"}', ["t"]],
    ['{"Session_Token":"t","x":1}', ["t"]],
    ['{"session_token":"t","session_token":"u"}', ["t", "u"]],
    ['{"session_token":"a","SESSION_TOKEN":"b","session_token":"c"}', ["a", "b", "c"]],
    ['{"session_token":"\\u0074"}', ["t"]],
    ['{"session\\u005ftoken":"t"}', ["t"]],
    ['{"session_token":"t"}x', ["t"]],
    ['{"session_token":"t', []],
    ['{"session_token":"\\x"}', []],
    ['{"session_token":""}', []],
    ['{"session_token":7}', []],
    ['{"session_token":null}', []],
    ['{"token":"t"}', []],
    ['["t"]', []],
    ['"t"', []],
    ["session_token=t", []],
    ["", []],
  ])("The tokens are found in the API sign-out %s.", (text, tokens) => {
    expect(readLogoutTokens(text)).toEqual(tokens);
  });

  test("In the recordings, the token of an API sign-out is found.", () => {
    const recorded = loadStory("08-logout").exchanges.filter(
      ({ request, response }) =>
        request.path === "/self-service/logout/api" && response.status === 204,
    );
    expect(recorded.length).toBeGreaterThan(0);
    for (const { request } of recorded)
      expect(readLogoutTokens(request.body ?? "")).toEqual([expect.stringMatching(/^ory_st_/)]);
  });

  const uuid = "0f3a8b1c-2d4e-4f60-8a9b-1c2d3e4f5061";
  const both = [`session ${uuid}`, `identity ${uuid}`];
  const uuids = (count: number): string =>
    Array.from(
      { length: count },
      (_, n) => `"${uuid.slice(0, -2)}${String(n).padStart(2, "0")}"`,
    ).join();
  test.each<[string, unknown]>([
    [`{"action":"disable","sessions":["${uuid}"]}`, both],
    [`{"action":"delete","identities":["${uuid.toUpperCase()}","x"]}`, both],
    [`{"IDENTITIES":["${uuid.replaceAll("-", "")}"]} and more`, both],
    [`{"sessions":["${uuid}","\\x"]}`, both],
    ['{"action":"disable","identities":["*"]}', ["project"]],
    ['{"identities":["a","*"],"sessions":["b"]}', ["project"]],
    ['{"identities":"*"}', ["project"]],
    [`{"sessions":[${uuids(64)}]}`, expect.toSatisfy((scopes) => scopes.length === 128)],
    [`{"sessions":[${uuids(65)}]}`, ["project"]],
    ['{"identities":[7,null,{}]}', []],
    ['{"action":"disable"}', []],
    ["[]", []],
    ["no JSON", []],
  ])("The scopes are found in the bulk change %s.", (text, expected) => {
    const scopes = readBulkScopes(text);
    expect(
      scopes.map((one) => (one.kind === "project" ? one.kind : `${one.kind} ${one.value}`)),
    ).toEqual(expected);
  });
});
