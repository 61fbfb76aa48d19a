// Runs inside VS Code's extension host, against the installed extension. Writes {test: null | error} to OUTLINT_VSCODE_RESULTS.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

const DRAFT = `---
subject: "FREE samples + BEST PRICE!!! Please check"
to: tom.harris@harris-kitchens.example
---

Dear Sir/Madam,

Act now!!! Our price is 100% guaranteed.

Best regards,
Li Na
`;

let api;
const folder = () => vscode.workspace.workspaceFolders[0].uri;
const settings = () => vscode.workspace.getConfiguration("outlint");
const starts = () => fs.readFileSync(path.join(folder().fsPath, "starts.txt"), "utf8").trim().split("\n").map(Number);

async function until(what, test, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await test();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not seen in ${seconds} s: ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

async function open(name, text = DRAFT) {
  const file = path.join(folder().fsPath, name);
  fs.writeFileSync(file, text);
  const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
  await until("the server runs", () => api.health() === "running");
  return editor.document;
}

const problems = (document) => vscode.languages.getDiagnostics(document.uri).filter((d) => d.source === "outlint");
const rules = (document) => problems(document).map((d) => (typeof d.code === "object" ? d.code.value : d.code));
const replaceAll = async (document, text) => {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
};

const tests = {
  async "a draft is underlined at the exact place"() {
    const document = await open("a.md");
    await until("problems", () => rules(document).includes("subject-shouting"));
    const found = problems(document).find((d) => d.code === "subject-shouting" || d.code?.value === "subject-shouting");
    assert.equal(document.getText(found.range), "FREE");
  },
  async "problems follow what is typed"() {
    const document = await open("b.md");
    await until("problems", () => problems(document).length > 3);
    await replaceAll(document, DRAFT.replace("FREE samples + BEST PRICE!!! Please check", "Two sink samples for Harris Kitchens"));
    await until("fewer problems", () => problems(document).length > 0 && !rules(document).includes("subject-shouting"));
  },
  async "a hover says why"() {
    const document = await open("a.md");
    await until("problems", () => problems(document).length > 0);
    const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", document.uri, new vscode.Position(1, 12));
    const text = hovers.flatMap((h) => h.contents.map((c) => c.value ?? c)).join("\n");
    assert.match(text, /shout|capital/i);
  },
  async "fix all changes what is safe, and nothing the second time"() {
    const document = await open("c.md");
    await until("problems", () => rules(document).includes("subject-shouting"));
    assert.equal(await vscode.commands.executeCommand("outlint.fixAll"), true);
    assert.match(document.getText(), /Free samples/);
    await until("it is gone", () => !rules(document).includes("subject-shouting"));
    const once = document.getText();
    assert.equal(await vscode.commands.executeCommand("outlint.fixAll"), false);
    assert.equal(document.getText(), once);
  },
  async "the market goes into the draft, and the status bar shows it"() {
    const document = await open("d.md");
    await until("a score", () => /^outlint \d+$/.test(api.statusText()));
    await vscode.commands.executeCommand("outlint.server.setMarkets", document.uri.toString(), ["DE"]);
    await until("the front matter names it", () => /markets?:.*DE/.test(document.getText()));
    await until("the status bar too", () => /^outlint \d+ · DE$/.test(api.statusText()));
  },
  async "settings reach the running server"() {
    const document = await open("e.md");
    await until("problems", () => problems(document).length > 0);
    const before = problems(document).map((d) => d.message).join("\n");
    assert.doesNotMatch(before, /[一-龥]/);
    const count = starts().length;
    await settings().update("uiLanguage", "zh", vscode.ConfigurationTarget.Workspace);
    await until("Chinese messages", () => problems(document).some((d) => /[一-龥]/.test(d.message)));
    await settings().update("uiLanguage", undefined, vscode.ConfigurationTarget.Workspace);
    await until("English messages", () => problems(document).map((d) => d.message).join("\n") === before);
    assert.equal(starts().length, count);
  },
  async "a folder is checked"() {
    const drafts = vscode.Uri.joinPath(folder(), "drafts");
    const report = await vscode.commands.executeCommand("outlint.checkFolder", drafts);
    assert.equal(report.files, 2);
    assert.ok(report.warning > 0);
  },
  async "the preview shows the mail and follows edits"() {
    const document = await open("f.md");
    await vscode.commands.executeCommand("outlint.preview");
    await until("the subject", () => api.preview()?.subject.startsWith("FREE samples"));
    assert.match(api.preview().html, /Act now/);
    await replaceAll(document, DRAFT.replace("Act now!!!", "Please <script>alert(1)</script> choose."));
    await until("the edit", () => api.preview()?.html.includes("choose."));
    assert.doesNotMatch(api.preview().html, /<script/i);
    await vscode.commands.executeCommand("workbench.action.closeEditorsInOtherGroups");
  },
  async "a variant for another market stands against the draft"() {
    const document = await open("v.md");
    assert.equal(await vscode.commands.executeCommand("outlint.localize", document.uri, ["BR"]), 1);
    const made = vscode.Uri.joinPath(document.uri, "..", "localized", "v.br.md");
    assert.match(new TextDecoder().decode(await vscode.workspace.fs.readFile(made)), /market: BR\nlanguage: pt/);
    const shown = await until("a diff", () => vscode.window.tabGroups.activeTabGroup.activeTab?.input?.modified);
    assert.equal(shown.path, made.path);
    assert.equal(await vscode.commands.executeCommand("outlint.localize", document.uri, ["BR"]), 0); // nothing is overwritten
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(made, ".."), { recursive: true });
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  },
  async "the prompt that would be sent is shown"() {
    await open("p.md");
    await vscode.commands.executeCommand("outlint.showPrompt");
    const shown = await until("the prompt", () => vscode.window.visibleTextEditors.find((e) => e.document.getText().startsWith("--- system")));
    assert.match(shown.document.getText(), /Act now/);
    assert.doesNotMatch(shown.document.getText(), /Li Na/);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  },
  async "an .eml file has its language"() {
    const document = await open("g.eml", "Subject: FREE samples!!!\r\nTo: tom@harris-kitchens.example\r\n\r\nDear Tom,\r\n\r\nCall me?\r\n");
    assert.equal(document.languageId, "eml");
    await until("problems", () => problems(document).length > 0);
  },
  async "a server that crashed comes back with its problems"() {
    const document = await open("h.md");
    await until("problems", () => problems(document).length > 0);
    const old = starts();
    process.kill(old.at(-1), "SIGKILL");
    await until("another server", () => starts().length > old.length);
    await until("it runs", () => api.health() === "running");
    await until("problems", () => problems(document).length > 0);
  },
  async "restart leaves one server"() {
    const old = starts().at(-1);
    await Promise.all([1, 2, 3].map(() => vscode.commands.executeCommand("outlint.restart")));
    assert.equal(api.health(), "running");
    await until("the old one is gone", () => !alive(old));
    await until("one is left", () => starts().filter(alive).length === 1);
  },
  async "a missing program is said, and found once the setting is right"() {
    await settings().update("path", "no/such/outlint", vscode.ConfigurationTarget.Workspace);
    await until("missing", () => api.health() === "missing");
    assert.match(api.statusText(), /warning/);
    await until("no server is left", () => starts().filter(alive).length === 0);
    await settings().update("path", undefined, vscode.ConfigurationTarget.Workspace);
    await until("it runs again", () => api.health() === "running");
  },
  async "a server that keeps crashing is given up, and restart brings it back"() {
    const document = await open("i.md");
    for (let i = 0; i < 5; i++) {
      const pid = await until("a server", () => api.health() === "running" && starts().filter(alive).at(-1));
      process.kill(pid, "SIGKILL");
      await until("it is gone", () => !alive(pid));
    }
    await until("given up", () => api.health() === "failed");
    await vscode.commands.executeCommand("outlint.restart");
    assert.equal(api.health(), "running");
    await until("problems", () => problems(document).length > 0);
  },
};

function alive(pid) {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

exports.run = async () => {
  const results = {};
  api = await vscode.extensions.getExtension("outlint.outlint").activate();
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      results[name] = null;
    } catch (error) {
      results[name] = String(error.stack ?? error);
    }
  }
  const file = process.env.OUTLINT_VSCODE_RESULTS;
  fs.writeFileSync(`${file}.part`, JSON.stringify(results));
  fs.renameSync(`${file}.part`, file);
};
