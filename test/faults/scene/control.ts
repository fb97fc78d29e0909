// The control plane of a fault run, as an operator's script talks to it.
import { readFile } from "node:fs/promises";

const flags = "/services/identity/config/feature_flags";

/** A client of its API. */
export interface ControlClient {
  readonly url: string;
  readonly key: string;
  createProject(slug: string, settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Sets one setting. Rejects unless the change is acknowledged. */
  set(slug: string, name: string, value: unknown): Promise<void>;
}

/** A client with the key that the first start wrote. */
export async function connectControl(port: number, keyFile: string): Promise<ControlClient> {
  const url = `http://127.0.0.1:${port}`;
  const key = (await readFile(keyFile, "utf8")).trim();

  async function ask(method: string, path: string, body: unknown): Promise<void> {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} got ${answer.status}: ${text}`);
  }
  const replace = (slug: string, settings: Readonly<Record<string, unknown>>): Promise<void> =>
    ask(
      "PATCH",
      `/projects/${slug}`,
      Object.entries(settings).map(([name, value]) => ({
        op: "replace",
        path: `${flags}/${name}`,
        value,
      })),
    );
  return {
    url,
    key,
    async createProject(slug, settings) {
      await ask("POST", "/projects", { name: slug, slug, environment: "dev" });
      await replace(slug, settings);
    },
    set: (slug, name, value) => replace(slug, { [name]: value }),
  };
}
