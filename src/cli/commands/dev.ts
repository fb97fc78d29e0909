// `edge-sessions dev` (`npm start`): identity server and edge in one process, with somebody signed in to try them.
import { devOptions, devRules, inMemory } from "../../config/options/dev-options.ts";
import { formatListenAddress, type ListenAddress } from "../../config/values/listen-address.ts";
import { listenOptions, retyped, type Called, type ListenAdvice } from "../listen-advice.ts";
import { findLocation } from "../locations.ts";
import { openSigning } from "../signing.ts";
import { serviceCommand } from "../service.ts";
import type { Signing } from "../../server/signing.ts";

/** The command. */
export const devCommand = serviceCommand({
  name: "dev",
  schema: devOptions,
  rules: devRules,
  help: `Runs everything in one process, to try it: an embedded identity server (for development
only), an edge in front of it with the feature on, the control plane with its Console,
and a user who is signed in.

Usage: edge-sessions dev [flags]

Examples:
  edge-sessions dev
  edge-sessions dev --listen 127.0.0.1:5000 --admin-listen 127.0.0.1:5001
  edge-sessions dev --origin https://kratos.example
  npm start -- --refresh-after 5s
  npm start -- --demo

Prints where everything is and a curl to paste. Ctrl-C ends it with exit code 0.`,

  open: async (options, terminal, called) => {
    const { openKeyFile } = await import("../../server/key-file.ts");
    const keys = await openKeyFile(options["admin-key-file"]);
    if (keys.kind === "problems") return keys;
    const { openTransmitters } = await import("../../server/transmitter-file.ts");
    const transmitters = await openTransmitters(options["caep-transmitter-file"]);
    if (transmitters.kind === "problems") return transmitters;
    const { openPlans } = await import("../../server/plans-in-use.ts");
    const opened = await openPlans(options["plan-file"]);
    if (opened.kind === "problems") return opened;
    const { openCertificates } = await import("../../server/certificate.ts");
    const tls = await openCertificates(options, ["public", "admin", "control"]);
    if (tls.kind === "problems") return tls;
    const signing = await openSigning(options);
    if (signing.kind === "problems") return signing;
    const located = await findLocation(options.location);
    if (located.kind === "problems") return located;
    const { noteMemory } = await import("../../server/machine-memory.ts");
    const cacheBytes = options["cache-memory"];
    const memory = noteMemory({ cacheBytes, workers: 1, controls: true });
    if (memory.kind === "problems") return memory;
    const { createDevSetUp } = await import("../dev/set-up.ts");
    const { createLogOutput } = await import("../../server/log-output.ts");
    const writeLog = createLogOutput(options["log-format"], terminal.stderr, terminal.env);
    const setUp = createDevSetUp(
      options,
      {
        keyFile: keys.file,
        createVerifier: transmitters.createVerifier,
        plans: opened.plans.table,
        location: located.value,
        certificates: tls.certificates,
        signing: signing.signing ?? (await passingSigning(options.database)),
        writeLog,
        memory,
      },
      (text) => terminal.stderr.write(text),
    );
    const listens = listenOptions(options, "listen", "admin-listen", "control-listen");
    return {
      kind: "opened",
      running: {
        part: setUp,
        listens:
          options.origin === undefined
            ? [...listens, ...listenOptions(options, "identity-listen", "identity-admin-listen")]
            : listens,
        alternative: (changes) => originAdvice(called, options["identity-listen"], changes),
        ...(tls.certificates.length === 0 ? {} : { hungUp: () => setUp.rereadCertificates() }),
        ready: async () => {
          terminal.stdout.write(await setUp.greeting(terminal));
        },
      },
    };
  },
});

/** Signing keys can be made at once in a database that ends with the process. */
async function passingSigning(database: string): Promise<Signing | undefined> {
  if (database !== inMemory) return undefined;
  return (await import("../../server/signing.ts")).openPassingSigning();
}

const askWaitMs = 1_000;

/** Who has the embedded identity server's port may well be the real one that the edge is meant for. */
async function originAdvice(
  called: Called,
  address: ListenAddress,
  changes: ListenAdvice["changes"],
): Promise<string> {
  const url = `http://${formatListenAddress(address)}`;
  if (!changes.has("identity-listen") || !(await isIdentityServer(url))) return "";
  const others = [...changes].filter(([name]) => !name.startsWith("identity-"));
  const again = retyped(called, new Map([["origin", url], ...others]), [
    "identity-listen",
    "identity-admin-listen",
    "identity-return-url",
  ]);
  return `Or use the identity server that answers at ${url}:\n  ${again}\n`;
}

/** Whether a check without a session is refused there as Kratos does it. */
async function isIdentityServer(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/sessions/whoami`, {
      redirect: "manual",
      signal: AbortSignal.timeout(askWaitMs),
    });
    await answer.body?.cancel();
    return answer.status === 401;
  } catch {
    // Nothing that speaks HTTP.
    return false;
  }
}
