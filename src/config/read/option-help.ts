// What `--help` and error messages say about an option, kept with its zod type.
import { z } from "zod";

/** One option's help. */
export interface OptionHelp {
  /** Heading that the option stands under. */
  readonly group: string;
  /** Stands for the value, such as `DURATION`; undefined for a toggle. */
  readonly placeholder?: string;
  /** Whole sentences. */
  readonly description: string;
  /** A good value that is not the default. */
  readonly example: string;
  /** What the default means where it is not a value to type. */
  readonly defaultText?: string;
  /** The value may hold a password by mistake, so no message repeats it. */
  readonly hidden?: true;
  /** The flag may be given several times; the type is given them as a list. */
  readonly repeatable?: true;
  /** Says what to do, not where or how, so that no variable left from something else may stand for it. */
  readonly flagOnly?: true;
  /** It has members of its own, so it can only be a key of the file. */
  readonly fileOnly?: true;
}

/** The help of every option, by its zod type. */
export const optionHelp = z.registry<OptionHelp>();
