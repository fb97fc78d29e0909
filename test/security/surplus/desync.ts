// Plays every kind of surplus bytes against a whole edge and counts who was given them. Exits with 1 where anybody was
// who need not have been. Usage: npm run desync -- [--exchanges 1000] [--only=forward-204-0.5-fill]
import { parseArgs } from "node:util";
import {
  edgeKinds,
  rows,
  startSurplusBench,
  type EdgeKind,
  type Row,
  type SurplusBench,
} from "./exchanges.ts";

const { values } = parseArgs({
  options: {
    exchanges: { type: "string", default: "1000" },
    only: { type: "string", default: "" },
  },
});
const exchanges = Number(values.exchanges);
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

let wrong = 0;
let close = 0;
let longestCloseNs = 0;
say(
  "edge     surplus after       delay    next      own  failed  wrong: there at the look  between  after the write",
);
for (const kind of edgeKinds) {
  const bench = await startSurplusBench(kind);
  for (const row of rows) {
    const name = `${kind}-${row.first}-${row.after}-${row.delayMs}-${row.next}`;
    if (name.includes(values.only)) await play(bench, kind, row);
  }
  await bench.stop();
}
say(
  wrong === 0
    ? "nobody was given what was there when their connection was last looked at, before their request was written"
    : `${wrong} given what they need not have been`,
);
const longest =
  close === 0 ? "" : `; those two lay at most ${(longestCloseNs / 1e3).toFixed(0)} µs apart`;
say(`${close} were given what was sent between that look and the write${longest}`);
// The origin's listening socket has been seen to keep the process alive after its thread was ended.
process.exit(wrong === 0 ? 0 : 1);

async function play(bench: SurplusBench, kind: EdgeKind, row: Row): Promise<void> {
  const tally = await bench.play(row, exchanges);
  const { own, failed, wrongBefore, wrongClose, wrongAfter } = tally;
  const forbidden = wrongBefore + (row.first !== row.next ? wrongClose + wrongAfter : 0);
  wrong += forbidden;
  close += wrongClose;
  longestCloseNs = Math.max(longestCloseNs, tally.longestCloseNs);
  say(
    [
      kind.padEnd(8),
      `${row.first}-${row.after}`.padEnd(14),
      `${row.delayMs} ms`.padStart(9),
      row.next.padStart(9),
      String(own).padStart(7),
      String(failed).padStart(7),
      String(wrongBefore).padStart(24),
      String(wrongClose).padStart(8),
      String(wrongAfter).padStart(16),
      forbidden > 0 ? "  WRONG" : "",
    ].join(" "),
  );
}
