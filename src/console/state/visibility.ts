// Whether the page is visible.

/** True while the page is in the background. */
export function pageHidden(): boolean {
  return document.visibilityState === "hidden";
}

/** Calls `act` each time the page is shown again, until the returned function is called. */
export function whenShown(act: () => void): () => void {
  const follow = () => {
    if (!pageHidden()) act();
  };
  document.addEventListener("visibilitychange", follow);
  return () => document.removeEventListener("visibilitychange", follow);
}
