// Options of `dev`: those of an edge, with the feature on, and where the embedded identity server listens.
import { z } from "zod";
import { controlRules, controlShape } from "./control-options.ts";
import { listenerRules } from "./edge-rules.ts";
import { edgeShape, originOption } from "./edge-options.ts";
import { controlTlsRules } from "./tls-options.ts";
import { collides, isLoopback } from "../values/listen-address.ts";
import { optionHelp } from "../read/option-help.ts";
import { choice, databaseUrl, httpUrl, listenAddress, toggle } from "./option-types.ts";
import type { CrossRule } from "../read/resolve.ts";

const {
  "first-key-file": _printedInstead,
  "default-project": _theOnlyOne,
  "control-url": _noProxyBeforeIt,
  "region-locations": _oneEdge,
  "edge-plan": _nothingToPlan,
  ...devControlShape
} = controlShape;

/** The database that is lost when the process ends. */
export const inMemory = ":memory:";

const identityGroup = "Embedded identity server (without --origin)";

/** Options of `dev`. */
export const devOptions = z.strictObject({
  origin: originOption.optional().register(optionHelp, {
    group: "Where",
    placeholder: "URL",
    description:
      "A real identity server to use instead of the embedded one. There is no ready-made user then.",
    example: "https://kratos.example",
    defaultText: "none",
    hidden: true,
  }),
  "identity-listen": listenAddress().prefault("127.0.0.1:4433").register(optionHelp, {
    group: identityGroup,
    placeholder: "HOST:PORT",
    description: "Where its public API and sign-in pages listen.",
    example: "127.0.0.1:5433",
  }),
  "identity-admin-listen": listenAddress().prefault("127.0.0.1:4434").register(optionHelp, {
    group: identityGroup,
    placeholder: "HOST:PORT",
    description:
      "Where its admin API and mails listen. It must be a loopback address, because no key is needed there.",
    example: "127.0.0.1:5434",
  }),
  "identity-return-url": httpUrl().optional().register(optionHelp, {
    group: identityGroup,
    placeholder: "URL",
    description:
      "URL of an application, to which its flows may send browsers back (return_to), with everything below it. Without it, they return only to its own flows.",
    example: "http://127.0.0.1:8080/",
    defaultText: "none",
  }),
  ...devControlShape,
  database: databaseUrl().prefault(inMemory).register(optionHelp, {
    group: "Control plane",
    placeholder: "DATABASE",
    description:
      "Database for projects, keys and the audit log. By default it is in memory, so every start begins empty.",
    example: "dev.db",
    hidden: true,
  }),
  demo: toggle().prefault(false).register(optionHelp, {
    group: "Demo",
    description:
      "Whether people sign in, are checked, change and are revoked all the time, in a project that works and in one whose identity server fails now and then. The Console then shows something.",
    example: "true",
  }),
  ...edgeShape,
  "cacheable-sessions": toggle().prefault(true).register(optionHelp, {
    group: "Session checks",
    description:
      "Whether session checks are answered from the store. It is on by default, unlike with edge.",
    example: "false",
  }),
  "log-level": choice(["debug", "info", "warn", "error", "silent"])
    .prefault("warn")
    .register(optionHelp, {
      group: "Talk",
      placeholder: "LEVEL",
      description: "Lowest level that is logged: debug, info, warn, error or silent.",
      example: "info",
    }),
});

/** Checked options of `dev`. Durations are milliseconds, sizes bytes. */
export type DevOptions = z.output<typeof devOptions>;

const listeners = [
  "listen",
  "admin-listen",
  "control-listen",
  "identity-listen",
  "identity-admin-listen",
] as const;

/** What must hold between options of `dev`. */
export const devRules: readonly CrossRule<DevOptions>[] = [
  ...listenerRules,
  ...controlRules,
  ...controlTlsRules,
  ({ "identity-admin-listen": address }) =>
    address !== undefined && !isLoopback(address)
      ? {
          where: "--identity-admin-listen",
          what: "must be a loopback address, because anyone who reaches it can act as any user",
          example: "--identity-admin-listen 127.0.0.1:4434",
        }
      : undefined,
  ({ demo, origin }) =>
    demo === true && origin !== undefined
      ? {
          where: "--demo",
          what: "cannot be used with --origin, because it creates accounts and lets an identity server fail",
          example: "edge-sessions dev --demo",
        }
      : undefined,
  ({ demo, database }) =>
    demo === true && database !== undefined && database !== inMemory
      ? {
          where: "--demo",
          what: "cannot be used with --database, because it creates its own projects",
          example: "edge-sessions dev --demo",
        }
      : undefined,
  ...listeners.slice(3).map((later, index): CrossRule<DevOptions> => {
    const earlier = listeners.slice(0, index + 3);
    return (options) => {
      // A real identity server is in its place, so it listens nowhere.
      if (options.origin !== undefined) return undefined;
      const clash = earlier.find((name) => {
        const [one, other] = [options[name], options[later]];
        return one !== undefined && other !== undefined && collides(one, other);
      });
      return clash === undefined
        ? undefined
        : {
            where: `--${later}`,
            what: `must not be the address of --${clash}`,
            example: `--${later} 127.0.0.1:5433`,
          };
    };
  }),
];
