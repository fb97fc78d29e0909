// The stored answers of an identity or a session.
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { Notice } from "../../parts/notice.tsx";
import { OnlyHere } from "../../parts/only-here.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { projectHref, type LookUp } from "../../state/route.ts";
import { useProject } from "../../state/project.ts";
import { lacks, useWho } from "../../state/who.ts";
import { HeldEntries } from "./held-entries.tsx";
import { InvalidateButton } from "./invalidate-button.tsx";

interface SessionsPageProps {
  /** What is looked up. It is in the address, so that a look-up can be linked to. */
  readonly lookUp: LookUp | undefined;
}

/** Looks up stored answers and invalidates them. */
export function SessionsPage({ lookUp }: SessionsPageProps) {
  const { project } = useProject();
  const why = lacks(useWho(), "invalidate");
  return (
    <Page title="Sessions" of={project.name}>
      <OnlyHere what="stored answers" />
      {why !== undefined && (
        <Notice kind="note" id="invalidate-why">
          <p>{why} You can look up stored answers but not invalidate them.</p>
        </Notice>
      )}
      <LookUpForm lookUp={lookUp} />
      {lookUp !== undefined && (
        <HeldEntries key={`${lookUp.by} ${lookUp.id}`} lookUp={lookUp} why={why} />
      )}
      <Section title="Invalidate everything">
        <p>
          All edges delete all stored answers of this project. The next check of each session goes
          to the identity server. No user is signed out.
        </p>
        <div class="buttons">
          <InvalidateButton
            order={{ scope: "project" }}
            why={why}
            words="Invalidate everything"
            title="Invalidate everything?"
          >
            Every session of {project.name} will be fetched again. Expect one call to the identity
            server for each active session.
          </InvalidateButton>
        </div>
      </Section>
    </Page>
  );
}

function LookUpForm({ lookUp }: SessionsPageProps) {
  const { project } = useProject();
  const [by, setBy] = useState<LookUp["by"]>(lookUp?.by ?? "identity");
  const [id, setId] = useState(lookUp?.id ?? "");
  useEffect(() => {
    // A link led to another look-up.
    if (lookUp === undefined) return;
    setBy(lookUp.by);
    setId(lookUp.id);
  }, [lookUp?.by, lookUp?.id]);
  return (
    <form
      class="look-up"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (id.trim() !== "")
          location.hash = projectHref(project.slug, "sessions", { by, id: id.trim() });
      }}
    >
      <Field label="Look up by">
        {(ids) => (
          <select
            {...ids}
            value={by}
            onChange={(event) =>
              setBy(event.currentTarget.value === "session" ? "session" : "identity")
            }
          >
            <option value="identity">Identity id</option>
            <option value="session">Session id</option>
          </select>
        )}
      </Field>
      <Field label="Id">
        {(ids) => (
          <input
            {...ids}
            class="long"
            required
            value={id}
            placeholder="xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            onInput={(event) => setId(event.currentTarget.value)}
          />
        )}
      </Field>
      <Button kind="primary">Look up</Button>
    </form>
  );
}
