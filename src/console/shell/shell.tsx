// What is around every page after the sign-in.
import { useRef, useState } from "preact/hooks";
import { ErrorBoundary } from "../parts/error-boundary.tsx";
import { useRoute } from "../state/route.ts";
import { Header } from "./header.tsx";
import { LeaveDialog } from "./leave-dialog.tsx";
import { Navigation } from "./navigation.tsx";
import { PageOf, pageKey } from "./page-of.tsx";

/** Draws the header, the navigation and the page. */
export function Shell() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const [menuOpen, setMenuOpen] = useState(false);
  return (
    <>
      <Header
        onSkip={() => main.current?.focus()}
        menuOpen={menuOpen}
        onMenu={() => setMenuOpen(!menuOpen)}
      />
      <div class="frame">
        <Navigation route={route} open={menuOpen} onClose={() => setMenuOpen(false)} />
        <main ref={main} tabIndex={-1}>
          <ErrorBoundary key={pageKey(route)}>
            <PageOf route={route} />
          </ErrorBoundary>
        </main>
      </div>
      <LeaveDialog />
    </>
  );
}
