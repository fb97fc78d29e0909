// The schema of an edge: every option's name, kind, bounds, default and help, in one place.
// The file, the environment, the flags and --help all follow from it. Ceilings stand in limit-options.ts.
import { z } from "zod";
import { defaultProjectSettings as defaults } from "../../core/settings.ts";
import { formatDuration } from "../values/duration.ts";
import { callShape, ceilingShape, placeShape, talkShape } from "./node-options.ts";
import { optionHelp } from "../read/option-help.ts";
import { cookieName, duration, filePath, httpUrl, toggle } from "./option-types.ts";

const dayMs = 86_400_000;

/** `--origin`, which `edge` needs and `dev` does not. */
export const originOption = httpUrl().register(optionHelp, {
  group: "Where",
  placeholder: "URL",
  description:
    "Public API of the identity server: Ory Kratos, Ory Network or another edge. A path in the URL is put before every path.",
  example: "https://kratos.example",
  hidden: true,
});

/** What a project's session checks follow. */
const sessionShape = {
  "cacheable-sessions": toggle().prefault(defaults.cacheableSessions).register(optionHelp, {
    group: "Session checks",
    description:
      "Whether session checks are answered from the store. If it is off, everything passes through.",
    example: "true",
  }),
  "cacheable-sessions-max-age": duration({ min: 1, max: dayMs })
    .prefault(formatDuration(defaults.maxAgeMs))
    .register(optionHelp, {
      group: "Session checks",
      placeholder: "DURATION",
      description: "Maximum age of a stored answer, even if an invalidation was lost.",
      example: "2m30s",
    }),
  "refresh-after": duration({ min: 0, max: dayMs })
    .prefault(formatDuration(defaults.refreshAfterMs))
    .register(optionHelp, {
      group: "Session checks",
      placeholder: "DURATION",
      description:
        "A hit starts a refresh in the background if the last call for its session is at least this old. With 0s, every hit does.",
      example: "5s",
    }),
  "stale-if-error": duration({ min: 0, max: dayMs })
    .prefault(formatDuration(defaults.staleIfErrorMs))
    .register(optionHelp, {
      group: "Session checks",
      placeholder: "DURATION",
      description:
        "How long past its limit an answer may be served while the identity server fails, but never past the session's end. 0s turns this off.",
      example: "30s",
    }),
  "degraded-max-age": duration({ min: 0, max: dayMs })
    .prefault(formatDuration(defaults.degradedMaxAgeMs))
    .register(optionHelp, {
      group: "Session checks",
      placeholder: "DURATION",
      description:
        "Maximum age of a stored answer while the edge may be missing invalidations from other edges. With 0s, every check is fetched.",
      example: "5s",
    }),
  "session-tokens": toggle().prefault(defaults.sessionTokens).register(optionHelp, {
    group: "Session checks",
    description:
      "Whether checks by a session token, or by a bearer token without a session cookie, are stored too.",
    example: "true",
  }),
  "require-origin-hint": toggle().prefault(defaults.requireOriginHint).register(optionHelp, {
    group: "Session checks",
    description: "Whether only answers with Ory-Session-Cache-For are stored.",
    example: "true",
  }),
  "ignore-no-cache": toggle().prefault(defaults.ignoreNoCache).register(optionHelp, {
    group: "Session checks",
    description:
      "Whether no-cache, no-store and Pragma in requests are ignored. max-age is always obeyed.",
    example: "true",
  }),
  "cookie-name": cookieName().prefault(defaults.cookieName).register(optionHelp, {
    group: "Session checks",
    placeholder: "NAME",
    description: "Exact name of the session cookie (session.cookie.name of Kratos).",
    example: "ory_session_myproject",
  }),
};

/** Every option of an edge but `origin`, by the name it has in the file and as a flag. */
export const edgeShape = {
  ...placeShape,
  "admin-key-file": filePath().optional().register(optionHelp, {
    group: "Where",
    placeholder: "FILE",
    description:
      "File with the keys of the admin listener (YAML or JSON: a list named keys, each with name, key or sha256, and scopes: read, invalidate, hooks, admin). With it, everything except health needs a key, and the listener accepts invalidations and web hooks. The command edge reads it again on SIGHUP.",
    example: "admin-keys.yaml",
    defaultText: "none",
  }),
  "admin-origin": httpUrl().optional().register(optionHelp, {
    group: "Where",
    placeholder: "URL",
    description:
      "Admin API of the identity server. The admin listener passes requests below /admin/ on to it, and applies what they change.",
    example: "http://127.0.0.1:4434",
    defaultText: "none",
    hidden: true,
  }),
  ...sessionShape,
  ...callShape,
  ...ceilingShape,
  ...talkShape,
};

/** Options of `edge`. */
export const edgeOptions = z.strictObject({ origin: originOption, ...edgeShape });

/** Checked options of `edge`. Durations are milliseconds, sizes bytes. */
export type EdgeOptions = z.output<typeof edgeOptions>;
