// The identity server at home.
import { createIdentityServer, type IdentityServer } from "../../../src/identity/server.ts";
import { createPerson, type PersonRecord } from "../clients/flows.ts";

/** The identity server. */
export class Home {
  #server: IdentityServer | undefined;

  /** Starts it. Returns the ports of its two listeners. */
  async start(): Promise<{ readonly port: number; readonly adminPort: number }> {
    const config = { cacheableSessionsMaxAgeMs: undefined, passwordHashCost: 4 };
    this.#server = createIdentityServer({ config });
    await this.#server.start();
    const { publicUrl, adminUrl } = this.#server;
    return { port: Number(new URL(publicUrl).port), adminPort: Number(new URL(adminUrl).port) };
  }

  /** Creates people, who can then sign in. */
  async people({
    prefix,
    count,
  }: {
    readonly prefix: string;
    readonly count: number;
  }): Promise<readonly PersonRecord[]> {
    if (this.#server === undefined) throw new Error("the identity server was not started");
    const made: PersonRecord[] = [];
    for (let index = 0; index < count; index += 1) {
      made.push(await createPerson(this.#server.adminUrl, `${prefix}-${index}@example.org`));
    }
    return made;
  }
}
