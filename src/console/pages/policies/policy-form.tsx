// The form of one policy.
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Section } from "../../parts/page.tsx";
import { useProject } from "../../state/project.ts";
import { useUnsaved } from "../../state/unsaved.ts";
import { policyOf, textsOf, type PolicyTexts } from "../../text/policy-text.ts";
import { ChangeProblem } from "../advanced/change-problem.tsx";
import { flagsPath } from "../advanced/draft.ts";
import { useChange } from "../advanced/use-change.ts";
import { PolicyFields } from "./policy-fields.tsx";
import type { Policy } from "../../api/policy.ts";
import type { Preset } from "./presets.ts";

interface PolicyFormProps {
  /** Undefined for a new policy. */
  readonly name: string | undefined;
  readonly preset: Preset | undefined;
  /** The policy as it is stored now. Undefined for a new one, and for one that someone has removed. */
  readonly stored: Policy | undefined;
  readonly onClose: () => void;
}

/** Saves the policy as a whole. If someone else has changed it meanwhile, the operator decides first. */
export function PolicyForm({ name, preset, stored, onClose }: PolicyFormProps) {
  const { project } = useProject();
  const { policies } = project.services.identity.config.feature_flags;
  const change = useChange();
  const first = useRef<HTMLDivElement>(null);
  const begun = useRef(stored ?? preset?.policy ?? {});
  const [base, setBase] = useState(JSON.stringify(stored));
  const [typedName, setTypedName] = useState(name ?? preset?.name ?? "");
  const [texts, setTexts] = useState<PolicyTexts>(() => textsOf(begun.current));
  const [tried, setTried] = useState(false);
  useEffect(() => {
    first.current?.querySelector<HTMLElement>("input, textarea")?.focus();
  }, []);

  const built = policyOf(texts, begun.current);
  const taken = name === undefined && Object.hasOwn(policies, typedName);
  const changedByOthers = name !== undefined && JSON.stringify(stored) !== base;
  const touched =
    name === undefined ||
    JSON.stringify(built.policy) !==
      JSON.stringify(policyOf(textsOf(begun.current), begun.current).policy);
  useUnsaved(touched);

  const own = `${flagsPath}/policies/${typedName}`;
  const problemsAt = (place: string): readonly string[] => [
    ...(tried ? built.problems.filter(({ member }) => `/${member}` === place) : []).map(
      ({ problem }) => problem,
    ),
    ...(change.problem?.problems ?? [])
      .filter(({ path }) => path === own + place || path.startsWith(`${own}${place}/`))
      .map(({ path, problem }) => `${placeText(path.slice(own.length + place.length))}${problem}`),
  ];
  const nameProblems = [
    ...(taken ? ["is the name of another policy of this project"] : []),
    ...(change.problem?.problems ?? [])
      .filter(({ path }) => path === own)
      .map((one) => one.problem),
  ];

  const save = async () => {
    setTried(true);
    if (changedByOthers || taken || built.problems.length > 0) return;
    const op = name === undefined || stored === undefined ? "add" : "replace";
    const patch = [{ op, path: own, value: built.policy }] as const;
    if (await change.run(patch, `Saved the policy ${typedName}.`)) onClose();
  };

  return (
    <Section title={name === undefined ? "New policy" : `Policy ${name}`}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <fieldset class="bare wide-fields" disabled={change.busy}>
          <legend class="unseen">{name === undefined ? "New policy" : `Policy ${name}`}</legend>
          <div ref={first} class="bare">
            {name === undefined && (
              <Field
                label="Name"
                problems={nameProblems}
                meaning={
                  <>
                    Gateways ask for <code>/edge-sessions/authorize/{typedName}</code>. Without a
                    name they get the policy <code>default</code>.
                  </>
                }
              >
                {(ids) => (
                  <input
                    {...ids}
                    value={typedName}
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck={false}
                    onInput={(event) => setTypedName(event.currentTarget.value.trim())}
                  />
                )}
              </Field>
            )}
            <PolicyFields
              texts={texts}
              problemsAt={problemsAt}
              onChange={(some) => setTexts((before) => ({ ...before, ...some }))}
            />
          </div>
        </fieldset>
        {changedByOthers && (
          <Notice kind="warning" urgent>
            <p>
              <strong>
                Someone else has {stored === undefined ? "removed" : "changed"} this policy while
                you were editing it.
              </strong>
            </p>
            <div class="buttons">
              <Button onClick={() => setBase(JSON.stringify(stored))}>Keep mine</Button>
              <Button
                onClick={() => {
                  if (stored === undefined) onClose();
                  else {
                    begun.current = stored;
                    setBase(JSON.stringify(stored));
                    setTexts(textsOf(stored));
                  }
                }}
              >
                Take theirs
              </Button>
            </div>
          </Notice>
        )}
        <ChangeProblem
          change={change}
          besideFields={(path) =>
            path.startsWith(`${own}/`) || (path === own && name === undefined)
          }
        />
        <div class="buttons">
          <Button kind="primary" busy={change.busy} disabled={!touched || changedByOthers}>
            Save the policy
          </Button>
          <Button onClick={onClose} disabled={change.busy}>
            {touched ? "Discard" : "Close"}
          </Button>
        </div>
      </form>
    </Section>
  );
}

/** Which item of a list or mapping a problem is about. */
function placeText(path: string): string {
  const [, item = "", ...rest] = path.split("/");
  if (item === "") return "";
  const named = /^\d+$/.test(item) ? `line ${Number(item) + 1}` : item.replaceAll("~1", "/");
  return `${[named, ...rest.filter((step) => !/^\d+$/.test(step))].join(", ")} `;
}
