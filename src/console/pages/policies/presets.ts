// Policies to start from.
import type { Policy } from "../../api/policy.ts";

/** One of them. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  /** The name that is proposed for the policy. */
  readonly name: string;
  readonly policy: Policy;
}

const headers = {
  "X-User-Id": "/identity/id",
  "X-User-Email": "/identity/traits/email",
  "X-User-Aal": "/authenticator_assurance_level",
};

/** The presets. `edgeUrl` is where the project's sign-in is. Undefined if it is not known. */
export function presetsFor(edgeUrl: string | undefined): readonly Preset[] {
  const signIn = `${edgeUrl ?? "https://auth.example.com"}/self-service/login/browser`;
  return [
    {
      id: "headers",
      title: "Signed-in users; their id, e-mail and AAL as headers",
      name: "default",
      policy: { headers },
    },
    {
      id: "pages",
      title: "The same for web pages; others are sent to sign-in",
      name: "pages",
      policy: {
        headers,
        browsers: "redirect",
        sign_in_url: signIn,
        return_urls: ["https://app.example.com/"],
      },
    },
    {
      id: "second-factor",
      title: "Only with a second factor (aal2)",
      name: "admin",
      policy: { headers, required_aal: "aal2" },
    },
    {
      id: "everybody",
      title: "Everybody; headers only for signed-in users",
      name: "public",
      policy: { headers, anonymous: true },
    },
    {
      id: "signed",
      title: "Signed-in users, as a signed session for services",
      name: "services",
      policy: { signed_session: { header: "X-Session-Jwt", audience: ["api"] } },
    },
    { id: "empty", title: "Signed-in users, without headers", name: "default", policy: {} },
  ];
}
