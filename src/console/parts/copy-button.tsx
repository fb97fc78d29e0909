// Copies text to the clipboard.
import { useAction } from "../state/action.ts";
import { Button } from "./button.tsx";
import { ProblemNotice } from "./notice.tsx";

interface CopyButtonProps {
  /** The text. It is not shown and not stored. */
  readonly text: string;
  /** What it is, as in “Copy the key”. */
  readonly what: string;
}

/** Browsers offer the clipboard only over HTTPS and on localhost. Elsewhere the button says so. */
export function CopyButton({ text, what }: CopyButtonProps) {
  const copy = useAction(async () => {
    // Outside secure contexts it is undefined, although its type says otherwise.
    if (!isSecureContext)
      throw new Error("This browser copies only over HTTPS. Select the text and copy it yourself.");
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
