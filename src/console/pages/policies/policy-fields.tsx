// The fields of a policy.
import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Field, Tick } from "../../parts/field.tsx";
import type { PolicyTexts } from "../../text/policy-text.ts";

interface PolicyFieldsProps {
  readonly texts: PolicyTexts;
  /** What is wrong with a member of the policy, by its place such as `/headers`. */
  readonly problemsAt: (place: string) => readonly string[];
  readonly onChange: (some: Partial<PolicyTexts>) => void;
}

type TextName = {
  [Name in keyof PolicyTexts]: PolicyTexts[Name] extends string ? Name : never;
}[keyof PolicyTexts];

interface TextField {
  readonly name: TextName;
  readonly place: string;
  readonly label: string;
  /** `lines` has one item per line, `short` is a duration, and the others are one line. */
  readonly kind: "lines" | "short" | "long";
  readonly meaning: string;
}

const headers: TextField = {
  name: "headers",
  place: "/headers",
  label: "Headers for the application",
  kind: "lines",
  meaning:
    "One per line: the name, a colon, and where the value is in the session (a JSON pointer). A field that a session does not have is no header.",
};

const who: readonly TextField[] = [
  {
    name: "authenticatedWithin",
    place: "/authenticated_within",
    label: "Signed in within (optional)",
    kind: "short",
    meaning: "How long ago the last authentication may be, such as 12h.",
  },
  {
    name: "schemas",
    place: "/schemas",
    label: "Identity schemas (optional)",
    kind: "lines",
    meaning: "The ids of the schemas that are allowed, one per line. Empty: all.",
  },
  {
    name: "organizations",
    place: "/organizations",
    label: "Organizations (optional)",
    kind: "lines",
    meaning: "The ids of the organizations that are allowed, one per line. Empty: all.",
  },
  {
    name: "conditions",
    place: "/conditions",
    label: "Conditions (optional)",
    kind: "lines",
    meaning:
      "One per line: where a field is in the session, a colon, and the values that are allowed, such as /identity/metadata_public/role: admin, owner. All lines must hold. Put a text that looks like a number in double quotes.",
  },
  {
    name: "maxAge",
    place: "/max_age",
    label: "Maximum age of the answer (optional)",
    kind: "short",
    meaning: "Such as 10s. The cache duration of the project holds too. 0s asks every time.",
  },
];

const browsers: readonly TextField[] = [
  {
    name: "signInUrl",
    place: "/sign_in_url",
    label: "Sign-in URL",
    kind: "long",
    meaning: "Where browsers sign in, such as https://auth.example.com/self-service/login/browser.",
  },
  {
    name: "returnUrls",
    place: "/return_urls",
    label: "Return URLs",
    kind: "lines",
    meaning:
      "A browser is sent back only to one of these URLs or below, one per line, such as https://app.example.com/. Kratos must allow them too (selfservice.allowed_return_urls).",
  },
];

const signed: readonly TextField[] = [
  {
    name: "audience",
    place: "/signed_session/audience",
    label: "Audiences of a signed session (optional)",
    kind: "lines",
    meaning:
      "The services that may accept it, one per line (the claim aud). Empty: there is no signed session.",
  },
  {
    name: "signedHeader",
    place: "/signed_session/header",
    label: "Header of the signed session (optional)",
    kind: "long",
    meaning: "The header that carries it, such as X-Session-Jwt.",
  },
  {
    name: "issuer",
    place: "/signed_session/issuer",
    label: "Issuer of the signed session (optional)",
    kind: "long",
    meaning: "The claim iss, such as https://auth.example.com. Empty: the id of the project.",
  },
  {
    name: "claims",
    place: "/signed_session/claims",
    label: "Further claims (optional)",
    kind: "lines",
    meaning: "One per line, as for headers, such as email: /identity/traits/email.",
  },
  {
    name: "lifetime",
    place: "/signed_session/lifetime",
    label: "Lifetime of the signed session (optional)",
    kind: "short",
    meaning: "From 5s to 10m, never beyond the session. Empty: 60s.",
  },
];

const levels = [
  ["", "Any"],
  ["aal1", "aal1: one factor"],
  ["aal2", "aal2: two factors"],
  ["aal3", "aal3"],
] as const;

const refusals = [
  ["", "The default: a redirect if there is a sign-in URL"],
  ["redirect", "A redirect to sign-in (Traefik, Caddy, Envoy, HAProxy)"],
  ["location", "401 or 403 with Location (nginx)"],
  ["status", "401 or 403, like programs"],
] as const;

/** What is asked seldom is folded away, unless it is set or wrong. */
export function PolicyFields({ texts, problemsAt, onChange }: PolicyFieldsProps) {
  const text = (field: TextField) => (
    <TextControl
      key={field.name}
      field={field}
      value={texts[field.name]}
      problems={problemsAt(field.place)}
      onChange={(value) => onChange({ [field.name]: value })}
    />
  );
  return (
    <>
      {text(headers)}
      <Tick
        label="Let requests without a session through too"
        meaning="They get none of the headers. The application must treat them as nobody’s."
        problems={problemsAt("/anonymous")}
        checked={texts.anonymous}
        onChange={(anonymous) => onChange({ anonymous })}
      />
      <Choice
        label="Required assurance level"
        meaning="aal2 sends a browser to the second factor."
        problems={problemsAt("/required_aal")}
        choices={withOwn(levels, texts.requiredAal)}
        value={texts.requiredAal}
        onChange={(requiredAal) => onChange({ requiredAal })}
      />
      <Choice
        label="A browser that may not go on gets"
        meaning="Programs always get 401 or 403."
        problems={problemsAt("/browsers")}
        choices={withOwn(refusals, texts.browsers)}
        value={texts.browsers}
        onChange={(chosen) => onChange({ browsers: chosen })}
      />
      {browsers.map(text)}
      <More title="More conditions" open={isUsed(who, texts, problemsAt)}>
        {who.map(text)}
      </More>
      <More
        title="Signed session"
        open={isUsed(signed, texts, problemsAt) || problemsAt("/signed_session").length > 0}
      >
        {signed.map(text)}
      </More>
    </>
  );
}

function isUsed(
  fields: readonly TextField[],
  texts: PolicyTexts,
  problemsAt: PolicyFieldsProps["problemsAt"],
): boolean {
  return fields.some(({ name, place }) => texts[name] !== "" || problemsAt(place).length > 0);
}

/** A value of another version stays a choice. */
function withOwn(
  choices: readonly (readonly [string, string])[],
  value: string,
): readonly (readonly [string, string])[] {
  return choices.some(([one]) => one === value) ? choices : [...choices, [value, value]];
}

interface MoreProps {
  readonly title: string;
  readonly open: boolean;
  readonly children: ComponentChildren;
}

/** Once it is open, it stays as the operator has it, except that problems open it. */
function More({ title, open, children }: MoreProps) {
  const [first] = useState(open);
  return (
    <details open={first || open}>
      <summary>{title}</summary>
      <div class="bare wide-fields more-fields">{children}</div>
    </details>
  );
}

interface TextControlProps {
  readonly field: TextField;
  readonly value: string;
  readonly problems: readonly string[];
  readonly onChange: (value: string) => void;
}

function TextControl({ field, value, problems, onChange }: TextControlProps) {
  const { label, meaning, kind } = field;
  const rows = Math.min(Math.max(2, value.split("\n").length), 8);
  return (
    <Field label={label} meaning={meaning} problems={problems}>
      {(ids) =>
        kind === "lines" ? (
          <textarea
            {...ids}
            class="long"
            rows={rows}
            value={value}
            spellcheck={false}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        ) : (
          <input
            {...ids}
            class={kind}
            value={value}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        )
      }
    </Field>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly meaning: string;
  readonly problems: readonly string[];
  readonly choices: readonly (readonly [string, string])[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Choice({ label, meaning, problems, choices, value, onChange }: ChoiceProps) {
  return (
    <Field label={label} meaning={meaning} problems={problems}>
      {(ids) => (
        <select
          {...ids}
          class="long"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {choices.map(([choice, words]) => (
            <option key={choice} value={choice}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
