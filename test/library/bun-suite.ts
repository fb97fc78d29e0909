// The small suite on Bun: `bun test/library/bun-suite.ts <public URL> <admin URL>`. One line per case; exit code 1 where one failed.
import { smallSuite } from "./small-suite.ts";

const [publicUrl = "", adminUrl = ""] = process.argv.slice(2);
for (const { name, run } of smallSuite) {
  try {
    await run({ publicUrl, adminUrl });
    console.log(`ok ${name}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`failed ${name}: ${error instanceof Error ? (error.stack ?? "") : String(error)}`);
  }
}
