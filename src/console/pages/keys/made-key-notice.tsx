// Shows a new key, once.
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import type { MadeKey } from "../../api/key.ts";

interface MadeKeyNoticeProps {
  readonly made: MadeKey;
  /** Removes it from the page. */
  readonly onStored: () => void;
}

/** Takes the focus, because the key cannot be shown again. */
export function MadeKeyNotice({ made, onStored }: MadeKeyNoticeProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [made]);
  return (
    <div class="notice warning made-key" ref={box} tabIndex={-1} role="group" aria-label="New key">
      <p>
        <strong>The key “{made.name}”.</strong> Store it now. It is shown only once and cannot be
        recovered.
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
