// One connection to NATS with the JetStream of each owner, and attempts that end in time with an error that says why.
import type { NatsConnection, Status } from "@nats-io/transport-node";
import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import type { Layout } from "./layout.ts";
import { attemptFailure, Explained } from "./refusals.ts";

/** The longest time of one attempt, in milliseconds. */
const attemptWaitMs = 1_900;

/** A connection in use. */
export class NatsSession {
  readonly layout: Layout;
  /** Called with everything that happens to the connection. */
  readonly statusListeners = new Set<(status: Status) => void>();
  readonly #managers = new Map<string, Promise<JetStreamManager>>();
  #connection: NatsConnection;

  constructor(connection: NatsConnection, layout: Layout) {
    this.layout = layout;
    this.#connection = connection;
    this.use(connection);
  }

  /** The connection. It is replaced if the client gives up. */
  get connection(): NatsConnection {
    return this.#connection;
  }

  /** Uses this connection from now on. */
  use(connection: NatsConnection): void {
    this.#connection = connection;
    this.#managers.clear();
    const follow = async (): Promise<void> => {
      for await (const status of connection.status()) {
        for (const listener of this.statusListeners) listener(status);
      }
    };
    void follow();
  }

  /** The first part of the subjects of the JetStream API in which an owner's streams are. */
  apiOf(owner: string): string {
    const domain = this.#foreignDomain(owner);
    return domain === undefined ? "$JS.API" : `$JS.${domain}.API`;
  }

  /** The subject to publish to, to set a key of an owner's bucket. */
  putSubject(owner: string, key: string): string {
    const subject = this.layout.keySubject(key);
    return this.#foreignDomain(owner) === undefined ? subject : `${this.apiOf(owner)}.${subject}`;
  }

  /** The JetStream in which an owner's streams are. It need not be reachable. */
  jsm(owner: string): Promise<JetStreamManager> {
    const domain = this.#foreignDomain(owner);
    const known = this.#managers.get(this.apiOf(owner));
    if (known !== undefined) return known;
    // Without the check: it would need one more permission.
    const made = jetstreamManager(this.connection, {
      checkAPI: false,
      timeout: attemptWaitMs,
      ...(domain === undefined ? {} : { domain }),
    });
    this.#managers.set(this.apiOf(owner), made);
    return made;
  }

  /**
   * The domain of an owner, if it is not the domain of the connected server. That server would take the domain out of a
   * subject before it looks at the permissions, and its error would name a subject that was not asked for.
   */
  #foreignDomain(owner: string): string | undefined {
    const domain = this.layout.domainOf(owner);
    return domain === serverDomainOf(this.connection.info) ? undefined : domain;
  }

  /**
   * Does something with the JetStream of an owner. Rejects within 2 s, with an error whose sentence begins with what was
   * attempted: with a `BusRefusal` if an operator must change something.
   */
  async attempt<Result>(
    what: string,
    owner: string,
    work: (jsm: JetStreamManager) => Promise<Result>,
  ): Promise<Result> {
    let cancel = (): void => undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Explained(`Cannot ${what}: NATS did not answer in time.`));
      }, attemptWaitMs);
      cancel = () => clearTimeout(timer);
    });
    try {
      return await Promise.race([this.jsm(owner).then(work), late]);
    } catch (error) {
      const { info } = this.connection;
      throw attemptFailure(error, {
        what,
        hasJetStream: info?.jetstream === true,
        domain: this.layout.domainOf(owner),
        serverDomain: serverDomainOf(info),
      });
    } finally {
      cancel();
    }
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    await this.#connection.close();
  }
}

/** The domain of the connected server. The client has no type for it. */
function serverDomainOf(info: object | undefined): string | undefined {
  return info !== undefined && "domain" in info && typeof info.domain === "string"
    ? info.domain
    : undefined;
}
