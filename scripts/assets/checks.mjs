// Refuses a build that must not be committed: node checks.mjs STATIC_FOLDER
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const MOST_BYTES = 700_000;
// What only services on GOV.UK may show, and sheets from elsewhere.
const NEVER = [/GDS Transport/i, /crest/i, /logotype/i, /crown/i, /@import/];

const faults = [];
const sheet = "nightlight.css";
const text = readFileSync(join(folder, sheet), "utf8");
for (const [, address] of text.matchAll(/url\(["']?([^"')]+)["']?\)/g)) {
  if (!existsSync(join(folder, address))) faults.push(`${sheet}: url(${address}) names no file of the build`);
}
for (const never of NEVER) {
  const found = text.match(never);
  if (found) faults.push(`${sheet}: holds ${found[0]}`);
}

const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
const bytes = files.reduce((sum, path) => sum + statSync(path).size, 0);
if (bytes > MOST_BYTES) faults.push(`${bytes} bytes in all; at most ${MOST_BYTES}`);

for (const fault of faults) console.error(fault);
process.exit(faults.length ? 1 : 0);
