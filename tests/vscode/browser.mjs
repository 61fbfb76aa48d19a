// Opens a page of the editor in Chromium: `node browser.mjs ADDRESS host RESULTS` waits until RESULTS exists,
// `node browser.mjs ADDRESS person DRAFT IMAGES` does what a person does and takes the screenshots.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const { chromium } = createRequire(`${process.env.OUTLINT_VSCODE_TEST_HOME}/`)("playwright-core");
const [address, mode, first, images] = process.argv.slice(2);

const browser = await chromium.launch({
  executablePath: process.env.OUTLINT_CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.route("**/*", (route) => {
    const { hostname, protocol } = new URL(route.request().url());
    const local = ["127.0.0.1", "localhost"].includes(hostname) || hostname.endsWith(".localhost");
    return local || ["data:", "blob:"].includes(protocol) ? route.continue() : route.abort();
  });
  await page.goto(address);
  if (mode === "host") await waitForFile(first);
  else await person(page, first, images);
} finally {
  await browser.close();
}

async function waitForFile(file) {
  for (let i = 0; i < 3000 && !existsSync(file); i++) await new Promise((done) => setTimeout(done, 100));
  assert.ok(existsSync(file), "the tests inside the editor did not finish");
}

async function person(page, draft, images) {
  mkdirSync(images, { recursive: true });
  const shot = async (name) => {
    await page.mouse.move(640, 798);
    await page.evaluate(() => document.querySelectorAll(".notifications-toasts").forEach((toast) => (toast.style.display = "none")));
    await page.screenshot({ path: path.join(images, `vscode-${name}.png`) });
  };
  const command = async (name) => {
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget input").first().fill(`>${name}`);
    await page.locator(".quick-input-list .monaco-list-row").first().waitFor();
    await page.waitForTimeout(400);
    await page.keyboard.press("Enter");
  };
  const line = async (number, column) => {
    await page.keyboard.press("Control+G");
    await page.locator(".quick-input-widget input").first().fill(`:${number}:${column}`);
    await page.keyboard.press("Enter");
    await page.waitForTimeout(300);
  };
  await page.locator(".monaco-workbench").waitFor({ timeout: 60000 });
  await page.keyboard.press("Control+P");
  await page.locator(".quick-input-widget input").first().fill(path.basename(draft));
  await page.locator(".quick-input-list .monaco-list-row").first().waitFor();
  await page.waitForTimeout(800);
  await page.keyboard.press("Enter");
  await page.locator(".view-lines").first().waitFor();

  // A person types; the squiggles come by themselves.
  await page.locator(".monaco-editor .view-lines").first().click();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(readFileSync(`${draft}.txt`, "utf8"));
  await page.locator(".squiggly-warning").first().waitFor({ timeout: 60000 });
  await page.locator(".statusbar-item", { hasText: /outlint \d+/ }).waitFor({ timeout: 30000 });
  await page.keyboard.press("Control+S");
  await line(2, 12);
  await shot("editor");

  await command("Show or Focus Hover");
  const hover = page.locator(".monaco-hover:visible", { hasText: /shout/ }).first();
  await hover.waitFor({ timeout: 15000 });
  await page.waitForTimeout(500);
  await shot("hover");
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+.");
  await page.locator(".action-widget", { hasText: /lower case/i }).waitFor({ timeout: 15000 });
  await page.waitForTimeout(500);
  await shot("quickfix");
  await page.keyboard.press("Enter");
  await page.locator(".view-line", { hasText: /Free.samples/ }).waitFor({ timeout: 15000 });

  await page.locator(".statusbar-item", { hasText: /outlint \d+/ }).click();
  const box = page.locator(".quick-input-widget input[type=text]").first();
  await box.waitFor();
  await box.fill("germany");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Germany" }).waitFor({ timeout: 15000 });
  await page.waitForTimeout(400);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Germany" }).click();
  await box.fill("");
  await page.waitForTimeout(500);
  await shot("markets");
  await page.locator(".quick-input-widget .monaco-button", { hasText: "OK" }).click();
  await page.locator(".statusbar-item", { hasText: /outlint \d+ · DE/ }).waitFor({ timeout: 15000 });
  await page.locator(".codelens-decoration", { hasText: "market: DE" }).waitFor({ timeout: 15000 });
  await page.keyboard.press("Control+S");

  await command("outlint: Show Preview");
  const frame = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  await frame.locator("#subject", { hasText: "Free samples" }).waitFor({ timeout: 30000 });
  await frame.frameLocator("#mail").getByText("Act now").waitFor({ timeout: 15000 });
  await page.waitForTimeout(500);
  await shot("preview");
}
