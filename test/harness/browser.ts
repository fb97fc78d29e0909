// A browser as far as the SDK is concerned: it keeps cookies and sends them back.
import type { UiContainer } from "ory-client-v1";

/** A jar of cookies. */
export class Browser {
  readonly #jar = new Map<string, string>();

  /** The `Cookie` header. */
  get cookie(): string {
    return [...this.#jar].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** Keeps what an answer sets, and returns its data. */
  keep<T>(response: { readonly data: T; readonly headers: object }): T {
    const lines: unknown = Object.entries(response.headers).find(
      ([name]) => name === "set-cookie",
    )?.[1];
    for (const line of Array.isArray(lines) ? lines.map(String) : []) {
      const [pair = ""] = line.split(";");
      const cut = pair.indexOf("=");
      if (line.includes("Max-Age=0")) this.#jar.delete(pair.slice(0, cut));
      else this.#jar.set(pair.slice(0, cut), pair.slice(cut + 1));
    }
    return response.data;
  }
}

/** The value of a form's field. */
export function fieldOf(ui: UiContainer, name: string): string {
  for (const { attributes } of ui.nodes) {
    if (attributes.node_type === "input" && attributes.name === name)
      return String(attributes.value);
  }
  throw new Error(`the form has no field ${name}`);
}

/** The text of a form's text node. */
export function textOf(ui: UiContainer, id: string): string {
  for (const { attributes } of ui.nodes) {
    if (attributes.node_type === "text" && attributes.id === id) return attributes.text.text;
  }
  throw new Error(`the form has no text ${id}`);
}
