// What happens when something is looked up. An id goes into the address. A cookie or a token becomes a digest, which stays
// in memory, and an e-mail address becomes the id of an identity.
import { useEffect, useState } from "preact/hooks";
import { problemOf, type ApiProblem } from "../../api/problem.ts";
import { projectHref, type LookUp } from "../../state/route.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { canDigest, credentialDigest } from "./credential-digest.ts";
import { recognise, type Meant, type Recognised, type Secret } from "./recognise.ts";
import type { Held } from "../../api/edge.ts";

/** What is shown: an id from the address, or a credential by its digest. */
export type Shown =
  | LookUp
  | { readonly by: "credential"; readonly id: string; readonly what: "cookie" | "token" };

/** The state of the form, and what is shown below it. */
export interface LookingUp {
  readonly shown: Shown | undefined;
  readonly busy: boolean;
  /** What was wrong with what was pasted. */
  readonly words: string | undefined;
  /** The setting that has to be changed first. */
  readonly needs: "session_lookup_by_email" | "admin_origin_url" | undefined;
  readonly problem: ApiProblem | undefined;
  /** The identities of an e-mail address, if it is not exactly one. */
  readonly identities: readonly string[] | undefined;
  /** Looks up a text. Resolves with whether the field should be emptied. */
  readonly run: (text: string, meant: Meant) => Promise<boolean>;
}

type Outcome = Partial<Pick<LookingUp, "words" | "needs" | "problem" | "identities">>;

const insecure =
  "This page did not come by https or from localhost, so the browser cannot calculate the digest of a cookie or token, and nothing was sent. Open the Console by https, or forward its port to your machine with ssh -L and open it at localhost.";

/** Looks up. `lookUp` is what the address names. */
export function useLookUp(lookUp: LookUp | undefined): LookingUp {
  const { api } = useServices();
  const { project } = useProject();
  const [credential, setCredential] = useState<Shown | undefined>();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>({});
  const { id, slug } = project;
  const flags = project.services.identity.config.feature_flags;

  useEffect(() => {
    // A link led to an id.
    if (lookUp !== undefined) setCredential(undefined);
  }, [lookUp?.by, lookUp?.id]);

  const show = (by: LookUp["by"], value: string): void => {
    setCredential(undefined);
    location.hash = projectHref(slug, "sessions", { by, id: value });
  };
  const isHeld = async (by: Shown["by"], value: string): Promise<boolean> =>
    hasEntries(await api.held(id, by, value, AbortSignal.timeout(heldWaitMs)));

  async function lookUpId(value: string, by: readonly LookUp["by"][]): Promise<void> {
    const [first = "identity", second] = by;
    show(second === undefined || (await isHeld(first, value)) ? first : second, value);
  }

  async function lookUpSecret(secrets: readonly Secret[]): Promise<Outcome> {
    if (!canDigest()) return { words: insecure };
    let found: Shown | undefined;
    for (const secret of secrets) {
      const digest = await credentialDigest(id, secret);
      const here: Shown = { by: "credential", id: digest, what: secret.kind };
      found ??= here;
      if (secrets.length > 1 && (await isHeld("credential", digest))) {
        found = here;
        break;
      }
    }
    location.hash = projectHref(slug, "sessions");
    setCredential(found);
    return {};
  }

  async function lookUpEmail(email: string): Promise<Outcome> {
    if (!flags.session_lookup_by_email) return { needs: "session_lookup_by_email" };
    if (flags.admin_origin_url === "") return { needs: "admin_origin_url" };
    const { identities, problem } = await api.findByEmail(id, email);
    if (problem !== null) return { words: problem };
    const [only, ...more] = identities;
    if (only === undefined || more.length > 0) return { identities };
    show("identity", only);
    return {};
  }

  async function lookUpAny(found: Recognised): Promise<Outcome> {
    switch (found.kind) {
      case "unknown":
        return { words: found.words };
      case "id":
        await lookUpId(found.id, found.by);
        return {};
      case "email":
        return lookUpEmail(found.email);
      case "secrets":
        return lookUpSecret(found.secrets);
      default:
        return found satisfies never;
    }
  }

  return {
    shown: credential ?? lookUp,
    busy,
    words: outcome.words,
    needs: outcome.needs,
    problem: outcome.problem,
    identities: outcome.identities,
    run: async (text, meant) => {
      const found = recognise(text, meant, flags.cookie_name);
      setBusy(true);
      setOutcome({});
      try {
        setOutcome(await lookUpAny(found));
      } catch (error) {
        setOutcome({ problem: problemOf(error) });
      } finally {
        setBusy(false);
      }
      return found.kind === "secrets";
    },
  };
}

/** The control plane waits about 1 s for the edges. */
const heldWaitMs = 15_000;

function hasEntries({ edges }: Held): boolean {
  return edges.some(({ entries }) => entries.length > 0);
}
