// The backend in Python, which needs no build.
import { python } from "./backend.ts";
import { suiteOf } from "./backend-suite.ts";

suiteOf(python);
