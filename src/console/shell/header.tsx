// The bar at the top: the product's name, and who is signed in.
import { Button } from "../parts/button.tsx";
import { ProblemNotice } from "../parts/notice.tsx";
import { useAction } from "../state/action.ts";
import { useServices } from "../state/services.ts";
import { askToLeave } from "../state/unsaved.ts";
import { isOperator, useWho } from "../state/who.ts";

interface HeaderProps {
  /** Moves the focus past header and navigation. */
  readonly onSkip: () => void;
  /** Whether the navigation is open on narrow pages. */
  readonly menuOpen: boolean;
  readonly onMenu: () => void;
}

/** The bar at the top. */
export function Header({ onSkip, menuOpen, onMenu }: HeaderProps) {
  const { api, follow } = useServices();
  const who = useWho();
  const signOut = useAction(async () => {
    await api.signOut();
    follow(undefined);
    return "Signed out.";
  });
  return (
    <header>
      <a
        class="skip"
        href={location.hash === "" ? "#/projects" : location.hash}
        onClick={(event) => {
          event.preventDefault(); // the part after # is the page's address
          onSkip();
        }}
      >
        Skip to content
      </a>
      <a class="brand" href="#/projects">
        <Mark />
        <span class="brand-name">Edge Sessions</span>
      </a>
      <div class="who">
        <span class="who-name" title={who.key.name}>
          <span class="quiet">{isOperator(who) ? "Operator key" : "Project key"} </span>
          {who.key.name}
        </span>
        <Button busy={signOut.busy} onClick={() => askToLeave(() => void signOut.run())}>
          Sign out
        </Button>
        <button
          type="button"
          class="button menu"
          aria-expanded={menuOpen}
          aria-controls="navigation"
          onClick={onMenu}
        >
          Menu
        </button>
      </div>
      <ProblemNotice problem={signOut.problem} />
    </header>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <path d="M4 5h11M4 12h7M4 19h11" class="mark-lines" />
      <circle cx="19" cy="12" r="3" class="mark-dot" />
    </svg>
  );
}
