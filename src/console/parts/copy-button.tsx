// Puts text on the clipboard.
import { useAction } from "../state/action.ts";
import { Button } from "./button.tsx";
import { ProblemNotice } from "./notice.tsx";

interface CopyButtonProps {
  /** The text; not shown, not kept. */
  readonly text: string;
  /** What it is, as in “Copy the key”. */
  readonly what: string;
}

/** Browsers offer the clipboard only over HTTPS and on the own machine; elsewhere it says so. */
export function CopyButton({ text, what }: CopyButtonProps) {
  const copy = useAction(async () => {
    // Absent outside secure contexts, whatever the type says.
    if (!isSecureContext) throw new Error("This browser copies only over HTTPS: select the text.");
    await navigator.clipboard.writeText(text);
    return `Copied ${what}.`;
  });
  return (
    <>
      <Button busy={copy.busy} onClick={() => void copy.run()}>
        Copy {what}
      </Button>
      <ProblemNotice problem={copy.problem} />
    </>
  );
}
