// The identity server that the end-to-end suite runs against: the embedded one, or a live Ory Kratos if the
// environment names it (KRATOS_PUBLIC_URL and KRATOS_ADMIN_URL). What a live one offers is found out, not assumed.
import {
  createIdentityServer,
  type IdentityConfig,
  type IdentityServer,
} from "../../src/identity/server.ts";
import { skipUnless } from "./skipping.ts";
import { probe, type Offer } from "./origin-probe.ts";

const { KRATOS_PUBLIC_URL: livePublicUrl, KRATOS_ADMIN_URL: liveAdminUrl } = process.env;

/** Whether the suite runs against a live Kratos. Tests that need the embedded server's clock or set-up skip then. */
export const live =
  livePublicUrl !== undefined &&
  livePublicUrl !== "" &&
  liveAdminUrl !== undefined &&
  liveAdminUrl !== "";

/** Options of a test or suite that sets up the identity server itself, as no live one lets it. */
export const embeddedOnly = skipUnless(
  !live,
  "sets the identity server up as no live Kratos lets it",
);

/** An identity server with what it offers. */
export interface OriginUnderTest extends Offer, AsyncDisposable {
  readonly publicUrl: string;
  readonly adminUrl: string;
  /** Undefined for a live Kratos. */
  readonly embedded: IdentityServer | undefined;
  /** Sets the embedded server's clock ahead; throws for a live one. */
  advance(ms: number): void;
}

/** Starts or finds an identity server. `config` is for the embedded one; with it a live one is refused. */
export async function startOrigin(config?: Partial<IdentityConfig>): Promise<OriginUnderTest> {
  if (live) {
    if (config !== undefined) throw new Error("a live Kratos cannot be configured by a test");
    return liveOrigin(strip(livePublicUrl ?? ""), strip(liveAdminUrl ?? ""));
  }
  let aheadMs = 0;
  const server = createIdentityServer({ config: config ?? {}, now: () => Date.now() + aheadMs });
  await server.start();
  return {
    publicUrl: server.publicUrl,
    adminUrl: server.adminUrl,
    cookieName: config?.cookieName ?? "ory_kratos_session",
    schemaId: "person",
    traitsOf: (email, name) => ({ email, name }),
    methods: new Set(["password", "profile", "totp", "lookup_secret", "code"]),
    embedded: server,
    advance: (ms) => {
      aheadMs += ms;
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

let found: Promise<Offer> | undefined;

async function liveOrigin(publicUrl: string, adminUrl: string): Promise<OriginUnderTest> {
  found ??= probe(publicUrl, adminUrl);
  return {
    ...(await found),
    publicUrl,
    adminUrl,
    embedded: undefined,
    advance: () => {
      throw new Error("a live Kratos has its own clock");
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function strip(url: string): string {
  return url.replace(/\/+$/, "");
}
