// The backends that are built first.
import { built } from "./backend.ts";
import { suiteOf } from "./backend-suite.ts";

for (const language of built) suiteOf(language);
