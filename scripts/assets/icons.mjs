// Draws the icon as PNG at the sizes that browsers ask for: node icons.mjs IN.svg OUT_FOLDER
import { readFileSync, writeFileSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";

const [from, to] = process.argv.slice(2);
const svg = readFileSync(from, "utf8");
// A telephone cuts its own corners, so at 180 the corners are filled.
for (const [size, background] of [[32, undefined], [180, "#123b4a"]]) {
  const drawn = new Resvg(svg, { background, fitTo: { mode: "width", value: size } }).render();
  writeFileSync(`${to}/nightlight-${size}.png`, drawn.asPng());
}
