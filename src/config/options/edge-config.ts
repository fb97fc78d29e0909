// From an edge's options to what its parts take.
import { defaultProjectSettings, type ProjectSettings } from "../../core/settings.ts";
import { settingsOfOptions } from "../settings/setting-forms.ts";
import type { BusOptions } from "./bus-options.ts";
import type { EdgeOptions } from "./edge-options.ts";
import type { ServerOptions } from "./server-options.ts";
import type { Limits } from "../../core/limits.ts";

type Signing = Pick<EdgeOptions, "signing-key-file" | "signing-secret-file">;

/** The settings of the one project that an edge started by flags has. */
export function settingsOf(
  options: Omit<EdgeOptions, "origin" | "settings-file" | "workers" | keyof (BusOptions & Signing)>,
): ProjectSettings {
  return {
    project: defaultProjectSettings.project,
    ...settingsOfOptions(options),
    policies: options.policies,
    basePath: options["base-path"] ?? "",
  };
}

/** The ceilings of an edge. */
export function limitsOf(options: ServerOptions): Limits {
  return {
    knownCallsMax: options["limit-known-calls"],
    unknownCallsMax: options["limit-unknown-calls"],
    askCallsMax: options["limit-ask-calls"],
    mutationCallsMax: options["limit-mutation-calls"],
    adminCallsMax: options["limit-admin-calls"],
    forwardCallsMax: options["limit-forward-calls"],
    addressSharePercent: options["limit-address-share"],
    waitingPerLaneMax: options["limit-waiting"],
    headBytesMax: options["limit-head"],
    readBodyBytesMax: options["limit-read-body"],
    bodyWaitMs: options["limit-body-wait"],
    handshakesMax: options["limit-handshakes"],
    entryBodyBytesMax: options["limit-entry"],
    sharedBodyBytesMax: options["limit-shared-body"],
    credentialBytesMax: options["limit-credential"],
    sessionCookiesMax: options["limit-session-cookies"],
    originHeaderBytesMax: options["limit-origin-header"],
    cacheBytesMax: options["cache-memory"],
    fencesMax: options["limit-fences"],
    doubtsMax: options["limit-doubts"],
    claimsMax: options["limit-claims"],
    claimsPerSecondMax: options["limit-claims-per-second"],
    anonymousOriginsMax: options["limit-anonymous-origins"],
    sessionOriginsMax: options["limit-session-origins"],
    sessionKeysMax: options["limit-session-keys"],
    preflightsMax: options["limit-preflights"],
    preflightsBytesMax: options["limit-preflights-memory"],
    mutationCredentialsMax: options["limit-mutation-credentials"],
    askWaitMs: options["limit-ask-wait"],
    publishWaitMs: options["limit-publish-wait"],
    workerWaitMs: options["limit-worker-wait"],
    unpublishedMax: options["limit-unpublished"],
    doubtMs: options["limit-doubt"],
    cookieNameConfirmedMs: options["limit-cookie-name-confirmed"],
    renewAfterMs: options["limit-renew-after"],
    renewWindowMs: options["limit-renew-window"],
    secondLooksMax: options["limit-second-looks"],
    secondLookWithinMs: options["limit-second-look-wait"],
    newsPerIdentityMs: options["limit-news-per-identity"],
    refreshPauseMaxMs: options["limit-refresh-pause"],
    refreshPauseDefaultMs: options["limit-refresh-pause-default"],
  };
}
