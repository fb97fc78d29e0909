// Whether a server is alive and ready, as Ory's servers say it. Every listener that has health takes it from here.

/** What keeps a server from being ready, by the part's name; nothing means ready. */
export type Unready = Readonly<Record<string, string>>;

/** An answer to a question about health: its status, and its content as JSON. */
interface HealthReply {
  readonly status: number;
  readonly content: unknown;
}

/** Answers `/health/alive` and `/health/ready`; undefined for every other path. */
export type Health = (path: string) => Promise<HealthReply | undefined>;

/**
 * Makes the answers. `unready` and `degraded` are asked each time that readiness is, and never for whether the server is
 * alive. A degraded server is ready.
 */
export function createHealth(
  unready: () => Unready | Promise<Unready>,
  degraded: () => string | undefined = () => undefined,
): Health {
  return async (path) => {
    if (path === "/health/alive") return ok;
    if (path !== "/health/ready") return undefined;
    const errors = await unready();
    if (Object.keys(errors).length > 0) return { status: 503, content: { errors } };
    const why = degraded();
    return why === undefined ? ok : { status: 200, content: { status: "ok", degraded: why } };
  };
}

const ok: HealthReply = { status: 200, content: { status: "ok" } };
