// Says what was just done.
import { useEffect, useState } from "preact/hooks";
import { useServices } from "../state/services.ts";
import { useStore } from "../state/store.ts";

const shownForMs = 6_000;

/** It disappears after a while. The live region stays on the page for screen readers. */
export function ReportLine() {
  const { report } = useServices();
  const latest = useStore(report);
  const [gone, setGone] = useState(true);
  useEffect(() => {
    if (latest.text === "") return undefined;
    setGone(false);
    const timer = setTimeout(() => setGone(true), shownForMs);
    return () => clearTimeout(timer);
  }, [latest]);
  return (
    <div role="status" aria-live="polite" class={gone || latest.unseen ? "unseen" : "report"}>
      {latest.text}
    </div>
  );
}
