// A key, the one time it is shown.
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import type { MadeKey } from "../../api/key.ts";

interface MadeKeyNoticeProps {
  readonly made: MadeKey;
  /** Takes it off the page. */
  readonly onStored: () => void;
}

/** Takes the focus, for what is shown here can not be found again. */
export function MadeKeyNotice({ made, onStored }: MadeKeyNoticeProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [made]);
  return (
    <div class="notice warning made-key" ref={box} tabIndex={-1} role="group" aria-label="New key">
      <p>
        <strong>The key “{made.name}”.</strong> Store it now: it is shown only this once, and can
        not be recovered.
      </p>
      <p>
        <code class="key-value">{made.value}</code>
      </p>
      <div class="buttons">
        <CopyButton text={made.value} what="the key" />
        <Button onClick={onStored}>I have stored it</Button>
      </div>
    </div>
  );
}
