// Form fields of flows. Only what clients fill in or follow; the QR code of TOTP is left out.

import type { UiMessage } from "../model.ts";

/** A field or text of a form, in Kratos' shape. */
export interface UiNode {
  readonly type: "input" | "text" | "a";
  readonly group: string;
  readonly attributes: Record<string, unknown>;
  readonly messages: readonly UiMessage[];
  readonly meta: { readonly label?: UiMessage };
}

/** An information text. */
export function info(id: number, text: string, context?: Record<string, unknown>): UiMessage {
  return context === undefined ? { id, text, type: "info" } : { id, text, type: "info", context };
}

/** An error text. */
export function error(id: number, text: string, context?: Record<string, unknown>): UiMessage {
  return context === undefined ? { id, text, type: "error" } : { id, text, type: "error", context };
}

/** An input field. */
export function input(
  group: string,
  attributes: { name: string; type: string } & Record<string, unknown>,
  label?: UiMessage,
  messages: readonly UiMessage[] = [],
): UiNode {
  const rest = { ...attributes, disabled: false, node_type: "input" };
  return { type: "input", group, attributes: rest, messages, meta: label ? { label } : {} };
}

/** The button that submits one method. */
export function submit(group: string, label: UiMessage): UiNode {
  return input(group, { name: "method", type: "submit", value: group }, label);
}

/** A button that submits `true` under its own name. */
export function action(group: string, name: string, label: UiMessage): UiNode {
  return input(group, { name, type: "submit", value: "true" }, label);
}

/** A text to copy, such as a secret. */
export function text(group: string, id: string, shown: UiMessage, label: UiMessage): UiNode {
  const attributes = { text: shown, id, node_type: "text" };
  return { type: "text", group, attributes, messages: [], meta: { label } };
}

/** The field that carries the anti-CSRF token. */
export function csrfNode(token: string): UiNode {
  return input("default", { name: "csrf_token", type: "hidden", value: token, required: true });
}

/** A trait's field. */
export function traitNode(
  group: string,
  trait: "email" | "name",
  value: string | undefined,
  messages: readonly UiMessage[],
): UiNode {
  const title = trait === "email" ? "E-Mail" : "Name";
  const name = `traits.${trait}`;
  const rest = trait === "email" ? { required: true, autocomplete: "email" } : {};
  const type = trait === "email" ? "email" : "text";
  const label = info(1070002, title, { name, title });
  return input(group, { name, type, value, ...rest }, label, messages);
}

/** A password field. */
export function passwordNode(autocomplete: string, messages: readonly UiMessage[]): UiNode {
  const attributes = { name: "password", type: "password", required: true, autocomplete };
  return input("password", attributes, info(1070001, "Password"), messages);
}
