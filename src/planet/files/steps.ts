// Steps of the page of a plan.

/** A numbered list. */
export function numbered(steps: readonly string[]): string {
  return steps
    .map((step, at) => `${at + 1}. ${step}`)
    .join("\n")
    .trimEnd();
}

/** Commands of a step. */
export function fenced(lines: readonly string[]): string {
  return ["", "", "   ```bash", ...lines.map((line) => `   ${line}`), "   ```", ""].join("\n");
}

/** Makes the Secret with the keys of admin listeners. */
export const keySecret =
  "kubectl create secret generic edge-sessions-admin-keys --from-file=keys/admin-keys.yaml";

/** Where people come in, with Compose. */
export const frontStep =
  "Put what ends TLS for people in front of `127.0.0.1:4000` in each region. `docs/guides/gateways` has examples.";

/** Starts the edges in Kubernetes, in the order that `order` says. */
export function edgeStep(order: string): string {
  return `Start the edges, ${order}.${fenced([
    keySecret,
    "kubectl create secret generic edge-sessions-bus --from-file=url=kubernetes/<region>/secrets/bus-url",
    "kubectl apply -k kubernetes/<region>",
  ])}`;
}
