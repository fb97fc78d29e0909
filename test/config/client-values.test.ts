// Values that the commands for the control plane take, and how words, repeated flags and variables are read.
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readPath, readPathValue } from "../../src/cli/client/patch-operation.ts";
import {
  choices,
  expiry,
  idOrSlug,
  label,
  several,
} from "../../src/config/options/client-option-types.ts";
import { doctorOptions } from "../../src/config/options/doctor-options.ts";
import { optionHelp } from "../../src/config/read/option-help.ts";
import { ownVariables } from "../../src/config/read/environment.ts";
import { resolveOptions } from "../../src/config/read/resolve.ts";
import { toggle } from "../../src/config/options/option-types.ts";
import { partWords } from "../../src/cli/words.ts";

/** What a type makes of a text; undefined where it refuses it. */
function read(type: z.ZodType, given: unknown): unknown {
  return type.safeParse(given).data;
}

describe("expiries", () => {
  test.each([
    ["90d", { afterMs: 7_776_000_000 }],
    ["12h", { afterMs: 43_200_000 }],
    ["1h30m", { afterMs: 5_400_000 }],
    ["2027-01-31", { at: "2027-01-31T00:00:00.000Z" }],
    ["2027-01-31T12:00:00+01:00", { at: "2027-01-31T11:00:00.000Z" }],
    ["2027-01-31T12:00Z", { at: "2027-01-31T12:00:00.000Z" }],
    ["0", undefined],
    ["0d", undefined],
    ["-1d", undefined],
    ["2027-02-31", undefined],
    ["2027-01-31T12:00", undefined],
    ["2027-01-31T25:00Z", undefined],
    ["31.1.2027", undefined],
    ["tomorrow", undefined],
    ["", undefined],
  ])(
    "The expiry %j is read, or refused if it is neither a duration nor an instant.",
    (text, expected) => {
      expect(read(expiry(), text)).toEqual(expected);
    },
  );
});

describe("names", () => {
  test.each(["acme", "9f425a8d-7efc-4768-8f23-7647a74fdf13", "A_1"])(
    "%j can be the name of a project in a path.",
    (name) => {
      expect(read(idOrSlug(), name)).toBe(name);
    },
  );
  test.each(["", "..", ".", "a/b", "a?b", "a#b", "%2e%2e", "-a", "a b", "a".repeat(129)])(
    "%j cannot be the name of a project in a path.",
    (name) => expect(read(idOrSlug(), name)).toBeUndefined(),
  );
  test("A label is trimmed, and must not be empty, too long or contain control characters.", () => {
    expect(read(label(), " Acme Ltd. ")).toBe("Acme Ltd.");
    for (const text of ["", "  ", "a\nb", "a\u001b[1mb", "a".repeat(121)]) {
      expect(read(label(), text)).toBeUndefined();
    }
  });
});

test("Choices are read from text or a list, once each and in the order of the option.", () => {
  const type = choices(["read", "settings", "keys"]);
  expect(read(type, "settings, read,settings")).toEqual(["read", "settings"]);
  expect(read(type, ["keys"])).toEqual(["keys"]);
  const wrong = type.safeParse("read,write,");
  expect(wrong.error?.issues.map(({ message }) => message)).toEqual([
    'contains "write", but may contain only read, settings, keys',
    'contains "", but may contain only read, settings, keys',
  ]);
});

describe("operations", () => {
  test.each([
    ["/a/b=true", "/a/b", true],
    ["/a=1", "/a", 1],
    ["/a=null", "/a", null],
    ['/a="true"', "/a", "true"],
    ['/a=["x","y"]', "/a", ["x", "y"]],
    ["/a=2m30s", "/a", "2m30s"],
    ["/a=https://kratos.example/?a=b", "/a", "https://kratos.example/?a=b"],
    ["/a=", "/a", ""],
    ["/a~1b/c~0=x", "/a~1b/c~0", "x"],
    ["/hosts/-=a.example", "/hosts/-", "a.example"],
  ])("The operation %s is read.", (text, path, value) => {
    expect(readPathValue("replace")(text)).toEqual({ value: { op: "replace", path, value } });
    expect(readPathValue("add")(text)).toEqual({ value: { op: "add", path, value } });
    expect(readPath(path)).toEqual({ value: { op: "remove", path } });
  });
  test.each(["/a", "a=1", "=1", "", "/a~2=1", "{}"])("%j is not an operation.", (text) => {
    expect(readPathValue("add")(text)).toHaveProperty("complaint");
  });
  test.each(["a", "", "/a~"])("%j cannot be a path to remove.", (text) => {
    expect(readPath(text)).toHaveProperty("complaint");
  });
});

test.each([
  [["acme", "--format", "json"], ["acme"], ["--format", "json"]],
  [["--format", "json", "acme"], ["acme"], ["--format", "json"]],
  [["--format=json", "acme", "x"], ["acme", "x"], ["--format=json"]],
  [["--replace", "/a=b", "--add", "/c=-"], [], ["--replace", "/a=b", "--add", "/c=-"]],
  [["--format", "--name", "x"], [], ["--format", "--name", "x"]],
  [["acme", "--format"], ["acme"], ["--format"]],
])("In %j the words before and between the flags are %j.", (argv, words, flags) => {
  expect(partWords(argv)).toEqual({ words, flags });
});

describe("options that repeat and options without a variable", () => {
  const help = { group: "G", description: "D.", example: "x" };
  const schema = z.strictObject({
    many: several((value) => (value === "bad" ? { complaint: "is bad" } : { value }))
      .prefault([])
      .register(optionHelp, { ...help, placeholder: "X", repeatable: true, flagOnly: true }),
    once: toggle().prefault(false).register(optionHelp, help),
  });
  const env = { EDGE_SESSIONS_MANY: "no", EDGE_SESSIONS_ONCE: "true", EDGE_SESSIONS_NAME: "edge" };

  test("An option that repeats collects its values, and takes none from a variable.", async () => {
    const argv = ["--many", "a", "--many=b", "--many", "c"];
    expect(await resolveOptions(schema, [], argv, ownVariables(schema.shape, env))).toMatchObject({
      kind: "options",
      options: { many: ["a", "b", "c"], once: true },
    });
    expect(await resolveOptions(schema, [], [], ownVariables(schema.shape, env))).toMatchObject({
      kind: "options",
      options: { many: [], once: true },
    });
  });

  test("Variables of the commands for a control plane do not disturb another command.", async () => {
    const shell = { EDGE_SESSIONS_CONTROL: "x", EDGE_SESSIONS_KEY_FILE: "x" };
    expect(await resolveOptions(schema, [], [], shell)).toMatchObject({ kind: "options" });
    const wrong = { ...shell, EDGE_SESSIONS_KEY_FIEL: "x" };
    expect(await resolveOptions(schema, [], [], wrong)).toMatchObject({ kind: "problems" });
  });

  test("The command doctor does not take the key file's variable, since that key is for another listener.", () => {
    const shell = { EDGE_SESSIONS_KEY_FILE: "x", EDGE_SESSIONS_ORIGIN: "http://a.example" };
    expect(ownVariables(doctorOptions.shape, shell)).toMatchObject({
      EDGE_SESSIONS_ORIGIN: "http://a.example",
    });
    expect(ownVariables(doctorOptions.shape, shell)).not.toHaveProperty("EDGE_SESSIONS_KEY_FILE");
  });

  test("Each wrong value of an option that repeats is a problem, and so is any other option that is given twice.", async () => {
    const argv = ["--many", "bad", "--many", "a", "--many", "bad", "--once", "--once"];
    expect(await resolveOptions(schema, [], argv, {})).toMatchObject({
      kind: "problems",
      problems: [
        { where: "--once", what: "must be given only once" },
        { where: "--many", what: "is bad (number 1 of 3)" },
        { where: "--many", what: "is bad (number 3 of 3)" },
      ],
    });
  });
});
