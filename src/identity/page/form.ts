// Flows as HTML forms: one form for each group of fields, each with the fields they share.

import type { Context } from "../context.ts";
import { flowJson } from "../flows/flow-json.ts";
import type { UiNode } from "../flows/nodes.ts";
import type { Flow, Identity, UiMessage } from "../model.ts";
import { html, type Html } from "./html.ts";

interface Ui {
  readonly action: string;
  readonly nodes: readonly UiNode[];
  readonly messages?: readonly UiMessage[];
}

/** The forms of a flow. `code` fills in the code of a mailed link. */
export function flowForms(
  context: Context,
  flow: Flow,
  identity: Identity | undefined,
  code: string,
): Html {
  const ui = flowJson(context, flow, identity)["ui"] as Ui;
  const shared = ui.nodes.filter((node) => node.group === "default");
  const groups = [...new Set(ui.nodes.map((node) => node.group))].filter(
    (each) => each !== "default",
  );
  const forms = groups.map(
    (group) =>
      html`<form method="post" action="${ui.action}">
        ${[...shared, ...ui.nodes.filter((node) => node.group === group)].map((node) => field(node, code))}
      </form>`,
  );
  return html`${messages(ui.messages ?? [])} ${forms}`;
}

function field(node: UiNode, code: string): Html {
  const { attributes } = node;
  if (node.type !== "input") {
    const text = attributes["text"] as UiMessage | undefined;
    return html`<p>${node.meta.label?.text ?? ""}<br /><code>${text?.text ?? ""}</code></p>`;
  }
  const name = textOf(attributes["name"]);
  const type = textOf(attributes["type"]);
  const value = name === "code" && code !== "" ? code : textOf(attributes["value"]);
  const label = node.meta.label?.text ?? name;
  if (type === "hidden") return html`<input type="hidden" name="${name}" value="${value}" />`;
  if (type === "submit") {
    // A group's own method goes with its special buttons too.
    const method =
      name === "method" || node.group === "code"
        ? html``
        : html`<input type="hidden" name="method" value="${node.group}" />`;
    return html`${method}<button name="${name}" value="${value}">${label}</button>`;
  }
  const complete = textOf(attributes["autocomplete"]) || "off";
  const required = attributes["required"] === true ? html` required` : html``;
  return html`<label
      >${label}
      <input type="${type}" name="${name}" value="${value}" autocomplete="${complete}" ${required}
    /></label>
    ${messages(node.messages)}`;
}

function messages(list: readonly UiMessage[]): Html {
  return list.length === 0
    ? html``
    : html`${list.map((message) => html`<p class="${message.type}" role="status">${message.text}</p>`)}`;
}

function textOf(attribute: unknown): string {
  return typeof attribute === "string" ? attribute : "";
}
