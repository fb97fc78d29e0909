// Which fields each kind of flow shows in which state.

import type { Flow, Identity } from "../model.ts";
import {
  action,
  csrfNode,
  info,
  input,
  passwordNode,
  submit,
  text,
  traitNode,
  type UiNode,
} from "./nodes.ts";

/** The fields of a flow; `token` is the anti-CSRF token to embed, `identity` the one that the flow is about. */
export function flowNodes(flow: Flow, token: string, identity: Identity | undefined): UiNode[] {
  switch (flow.kind) {
    case "registration":
      return registrationNodes(flow, token);
    case "login":
      return loginNodes(flow, token, identity);
    case "settings":
      return settingsNodes(flow, token, identity);
    case "recovery":
      return codeNodes(flow, token, "recovery");
    case "verification":
      return codeNodes(flow, token, "verification");
    default:
      return flow.kind satisfies never;
  }
}

function registrationNodes(flow: Flow, token: string): UiNode[] {
  const messages = flow.fieldMessages;
  return [
    csrfNode(token),
    ...(["email", "name"] as const).map((trait) =>
      traitNode(
        "default",
        trait,
        flow.fieldValues[`traits.${trait}`],
        messages[`traits.${trait}`] ?? [],
      ),
    ),
    passwordNode("new-password", messages["password"] ?? []),
    submit("password", info(1040001, "Sign up")),
  ];
}

function loginNodes(flow: Flow, token: string, identity: Identity | undefined): UiNode[] {
  if (flow.requestedAal === "aal2") {
    const code = (name: string, label: ReturnType<typeof info>, group: string): UiNode =>
      input(group, { name, type: "text", value: "", required: true }, label);
    return [
      csrfNode(token),
      ...(identity?.credentials.totp
        ? [
            code("totp_code", info(1010006, "Authentication code"), "totp"),
            submit("totp", info(1010009, "Use Authenticator")),
          ]
        : []),
      ...(identity?.credentials.lookup_secret
        ? [
            code("lookup_secret", info(1010007, "Backup recovery code"), "lookup_secret"),
            submit("lookup_secret", info(1010010, "Use backup recovery code")),
          ]
        : []),
    ];
  }
  const value = flow.fieldValues["identifier"] ?? "";
  if (flow.refresh) {
    return [
      csrfNode(token),
      input("default", { name: "identifier", type: "hidden", value }),
      passwordNode("current-password", []),
      submit("password", info(1010001, "Sign in")),
    ];
  }
  const label = info(1070002, "E-Mail", { name: "traits.email", title: "E-Mail" });
  return [
    csrfNode(token),
    input("default", { name: "identifier", type: "text", value, required: true }, label),
    passwordNode("current-password", []),
    submit("password", info(1010022, "Sign in with password")),
  ];
}

function settingsNodes(flow: Flow, token: string, identity: Identity | undefined): UiNode[] {
  const traits = JSON.parse(identity?.traits ?? "{}") as Record<string, string | undefined>;
  const save = info(1070003, "Save");
  return [
    csrfNode(token),
    ...(["email", "name"] as const).map((trait) => {
      const name = `traits.${trait}`;
      const value = flow.fieldValues[name] ?? traits[trait];
      return traitNode("profile", trait, value, flow.fieldMessages[name] ?? []);
    }),
    submit("profile", save),
    passwordNode("new-password", flow.fieldMessages["password"] ?? []),
    submit("password", save),
    ...lookupNodes(flow, identity),
    ...totpNodes(flow, identity),
  ];
}

function lookupNodes(flow: Flow, identity: Identity | undefined): UiNode[] {
  const group = "lookup_secret";
  if (flow.lookupCodes !== undefined) {
    const secrets = flow.lookupCodes.map((secret) => info(1050009, secret, { secret }));
    const shown = info(1050015, flow.lookupCodes.join(", "), { secrets });
    const label = "These are your back up recovery codes. Please keep them in a safe place!";
    return [
      text(group, "lookup_secret_codes", shown, info(1050010, label)),
      action(group, "lookup_secret_confirm", info(1050011, "Confirm backup recovery codes")),
    ];
  }
  if (identity?.credentials.lookup_secret === undefined) {
    const label = info(1050008, "Generate new backup recovery codes");
    return [action(group, "lookup_secret_regenerate", label)];
  }
  return [action(group, "lookup_secret_disable", info(1050016, "Disable this method"))];
}

function totpNodes(flow: Flow, identity: Identity | undefined): UiNode[] {
  if (identity?.credentials.totp !== undefined) {
    return [action("totp", "totp_unlink", info(1050004, "Unlink TOTP Authenticator App"))];
  }
  const secret = flow.totpSecret ?? "";
  const label = "This is your authenticator app secret. Use it if you can not scan the QR code.";
  return [
    text("totp", "totp_secret_key", info(1050006, secret, { secret }), info(1050017, label)),
    input(
      "totp",
      { name: "totp_code", type: "text", required: true },
      info(1070006, "Verify code"),
      flow.fieldMessages["totp_code"] ?? [],
    ),
    submit("totp", info(1070003, "Save")),
  ];
}

function codeNodes(flow: Flow, token: string, kind: "recovery" | "verification"): UiNode[] {
  const csrf = flow.fromAdmin ? [] : [csrfNode(token)];
  const next = submit("code", info(1070009, "Continue"));
  if (flow.state === "choose_method") {
    const email = { name: "email", type: "email", required: true };
    return [...csrf, input("code", email, info(1070007, "Email")), next];
  }
  if (flow.state === "passed_challenge") return csrf;
  const label =
    kind === "recovery" ? info(1070010, "Recovery code") : info(1070011, "Verification code");
  const code = { name: "code", type: "text", required: true, autocomplete: "one-time-code" };
  const again = { name: "email", type: "submit", value: flow.email ?? "" };
  return [
    ...csrf,
    input("code", code, label),
    input("code", { name: "method", type: "hidden", value: "code" }),
    next,
    ...(flow.email === undefined ? [] : [input("code", again, info(1070008, "Resend code"))]),
  ];
}
