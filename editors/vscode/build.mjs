// Bundles the extension into one file: `node build.mjs [--production]`.
import { rmSync } from "node:fs";
import { build } from "esbuild";

const production = process.argv.includes("--production");
rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  // The main fields' order picks the module builds, which esbuild can shake.
  mainFields: ["module", "main"],
  minify: production,
  sourcemap: !production,
  legalComments: "inline",
});
