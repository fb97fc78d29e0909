// `--help` and the schema say the same.
import { expect, test } from "vitest";
import { edgeOptions } from "../../src/config/options/edge-options.ts";
import { edgeRules } from "../../src/config/options/edge-rules.ts";
import { optionsText } from "../../src/config/options/help.ts";
import { resolveOptions } from "../../src/config/read/resolve.ts";
import { helpOf, namesOutsideFile, spellFlag, variableOf } from "../../src/config/read/source.ts";

const names = namesOutsideFile(edgeOptions.shape);

/** What an option is only good with. */
const companions: Readonly<Record<string, Record<string, string>>> = {
  "bus-credentials": { EDGE_SESSIONS_BUS: "nats://nats:4222" },
  "bus-ca": { EDGE_SESSIONS_BUS: "nats://nats:4222" },
  "bus-domains": { EDGE_SESSIONS_BUS: "nats://nats:4222" },
  "tls-cert": { EDGE_SESSIONS_TLS_KEY: "tls.key" },
  "tls-key": { EDGE_SESSIONS_TLS_CERT: "tls.crt" },
  "admin-tls-cert": { EDGE_SESSIONS_ADMIN_TLS_KEY: "tls.key" },
  "admin-tls-key": { EDGE_SESSIONS_ADMIN_TLS_CERT: "tls.crt" },
  "admin-origin": { EDGE_SESSIONS_ADMIN_KEY_FILE: "admin-keys.yaml" },
};

test.each(names)(
  "The help of --%s shows a default and an example, and both are valid.",
  async (name) => {
    const help = optionsText(edgeOptions.shape);
    const block = help
      .split(/\n {2}(?=--)/u)
      .find((part) => part.split(/[ \n]/u)[0] === `--${name}`);
    expect(block).toMatch(/(?:Required|Default: .+)\. Example: --/u);
    const { example } = helpOf(edgeOptions.shape, name);
    const origin = {
      ...companions[name],
      ...(name === "origin" ? {} : { EDGE_SESSIONS_ORIGIN: "https://kratos.example" }),
    };
    for (const argv of [spellFlag(edgeOptions.shape, name, example).split(" "), []]) {
      const env = argv.length === 0 ? { ...origin, [variableOf(name)]: example } : origin;
      const resolved = await resolveOptions(edgeOptions, edgeRules, argv, env);
      expect(resolved).toMatchObject({ kind: "options" });
    }
  },
);
