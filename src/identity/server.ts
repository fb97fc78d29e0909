// The embedded identity server: an Ory-Kratos-compatible stand-in for development and tests. It says
// so when it starts and on its page, because nothing in it is meant to guard real accounts: secrets
// lie in a plain SQLite file, mails are never sent, the admin listener has no authentication.

import type { DatabaseSync } from "node:sqlite";
import { refusedFromElsewhere } from "./admin/local-only.ts";
import { createAdminAnswers } from "./admin-routes.ts";
import { createClock } from "./clock.ts";
import { completeConfig, type IdentityConfig } from "./config.ts";
import type { Context } from "./context.ts";
import { createFaults, type Faults } from "./faults.ts";
import type { Answer } from "./http/answer.ts";
import { errorAnswer } from "./http/errors.ts";
import { createListener } from "./http/listener.ts";
import type { Request } from "./http/request.ts";
import type { Mail } from "./model.ts";
import { answerPublic } from "./public-routes.ts";
import { keptSecret, openDatabase } from "./storage/database.ts";
import { createStore } from "./storage/store.ts";
import { createTokenKey } from "./tokenize.ts";

export type { IdentityConfig } from "./config.ts";

/** How to run the server; everything has a default. */
export interface IdentityServerOptions {
  /** `host:port` of the public listener; port 0 takes a free one. Default `127.0.0.1:0`. */
  publicListen?: string;
  /** The same for the admin listener, which must never be reachable by others. */
  adminListen?: string;
  /** Path of the SQLite file; `:memory:` (the default) forgets everything at the end. */
  database?: string;
  /** Epoch milliseconds; tests pass their own clock. */
  now?: () => number;
  config?: Partial<IdentityConfig>;
  /** Where the warning and failures go; nothing is printed by default. */
  log?: (line: string) => void;
}

/** A stopped or running server. */
export interface IdentityServer {
  /** Base URL of the public listener, known once started. */
  readonly publicUrl: string;
  /** Base URL of the admin listener, known once started. */
  readonly adminUrl: string;
  /** Opens the database and listens; resolves when both listeners are ready. */
  start(): Promise<void>;
  /** Lets held requests go, finishes what is in flight (at most `deadlineMs`, default 2 s), closes the database. */
  stop(deadlineMs?: number): Promise<void>;
  /** Sets `serve.public.base_url`, for example to an edge that was started later. */
  setPublicBaseUrl(url: string): void;
  readonly faults: Faults;
  /** Mails so far, oldest first. */
  mails(): readonly Mail[];
}

/** What the log says first. */
const developmentWarning =
  "DEVELOPMENT ONLY: this embedded identity server must never be used in production. It has no real security, sends no mail and stores its secrets unprotected.";

const stopDeadlineMs = 2000;

/** Prepares a server; nothing is opened before `start()`. */
export function createIdentityServer(options: IdentityServerOptions = {}): IdentityServer {
  const config = completeConfig(options.config);
  const clock = createClock(options.now ?? Date.now);
  const log = options.log ?? (() => undefined);
  const faults = createFaults();
  const adminAnswers = createAdminAnswers(faults);
  let running: { context: Context; database: DatabaseSync } | undefined;

  const answerWith =
    (answers: (context: Context, request: Request) => Promise<Answer>) =>
    async (request: Request): Promise<Answer> => {
      try {
        if (running === undefined) throw new Error("the server has been stopped");
        return await answers(running.context, request);
      } catch (error) {
        log(
          `${request.method} ${request.path} failed: ${error instanceof Error ? (error.stack ?? "") : "?"}`,
        );
        return errorAnswer(request, 500, { message: "An internal server error occurred" });
      }
    };
  const shared = { faults, now: clock.now, log };
  const publicListener = createListener({
    ...shared,
    listen: options.publicListen ?? "127.0.0.1:0",
    answer: answerWith(answerPublic),
  });
  const adminListener = createListener({
    ...shared,
    listen: options.adminListen ?? "127.0.0.1:0",
    answer: answerWith(
      async (context, request) => refusedFromElsewhere(request) ?? adminAnswers(context, request),
    ),
  });

  return {
    get publicUrl() {
      return publicListener.url;
    },
    get adminUrl() {
      return adminListener.url;
    },
    faults,
    start: async () => {
      const database = openDatabase(options.database ?? ":memory:");
      const context: Context = {
        config,
        clock,
        store: createStore(database),
        secret: keptSecret(database, "cookie"),
        tokenKey: createTokenKey(),
        publicBase: () => (config.publicBaseUrl ?? publicListener.url).replace(/\/+$/u, ""),
        adminBase: () => (config.adminBaseUrl ?? adminListener.url).replace(/\/+$/u, ""),
      };
      running = { context, database };
      try {
        await publicListener.start();
        await adminListener.start();
      } catch (error) {
        running = undefined;
        await publicListener.stop(0);
        database.close();
        throw error;
      }
      log(developmentWarning);
    },
    stop: async (deadlineMs = stopDeadlineMs) => {
      faults.clear();
      await Promise.all([publicListener.stop(deadlineMs), adminListener.stop(deadlineMs)]);
      running?.database.close();
      running = undefined;
    },
    setPublicBaseUrl: (url) => {
      config.publicBaseUrl = url;
    },
    mails: () => running?.context.store.mails.list() ?? [],
  };
}
