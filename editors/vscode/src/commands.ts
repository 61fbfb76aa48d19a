import * as vscode from "vscode";
import { ExecuteCommandRequest, type LanguageClient } from "vscode-languageclient/node";
import { isDraft } from "./documents";
import type { Contacts, FolderReport, Market, Variant } from "./protocol";
import type { OutlintServer } from "./server";

/** The commands of the palette. Each also takes the address a code lens or the explorer hands it. */
export function registerCommands(server: OutlintServer, onContact: () => void): vscode.Disposable[] {
  const onDraft = (act: (client: LanguageClient, uri: vscode.Uri) => Promise<unknown>) => async (given?: unknown) => {
    const client = runningClient(server);
    const uri = draftUri(given);
    return client === undefined || uri === undefined ? undefined : act(client, uri);
  };
  const register = (name: string, act: (given?: unknown) => unknown) =>
    vscode.commands.registerCommand(`outlint.${name}`, act);
  return [
    register("changeMarket", onDraft(changeMarket)),
    register("chooseContact", onDraft(async (client, uri) => {
      await chooseContact(client, uri);
      onContact();
    })),
    register("fixAll", onDraft(async (_client, uri) => fixAll(uri))),
    register("rewrite", onDraft(rewrite)),
    vscode.commands.registerCommand("outlint.localize", (given?: unknown, codes?: string[]) =>
      onDraft((client, uri) => localize(client, uri, codes))(given)),
    register("showPrompt", onDraft(showPrompt)),
    register("checkFolder", (given) => checkFolder(server, given)),
    register("showProblems", () => vscode.commands.executeCommand("workbench.actions.view.problems")),
    register("restart", () => server.restart()),
    register("showOutput", () => { server.showOutput(); }),
  ];
}

/** The draft an argument (a string, a Uri or nothing) means: nothing means the one in front. */
export function draftUri(given: unknown): vscode.Uri | undefined {
  if (typeof given === "string") return vscode.Uri.parse(given);
  if (given instanceof vscode.Uri) return given;
  const document = vscode.window.activeTextEditor?.document;
  if (isDraft(document)) return document.uri;
  void vscode.window.showInformationMessage(vscode.l10n.t("Open a draft first."));
  return undefined;
}

export function runningClient(server: OutlintServer): LanguageClient | undefined {
  const client = server.client;
  if (client === undefined) void vscode.window.showWarningMessage(vscode.l10n.t("The outlint server is not running."));
  return client;
}

async function changeMarket(client: LanguageClient, uri: vscode.Uri): Promise<void> {
  const chosen = await pickMarkets(client, uri, vscode.l10n.t("Markets this draft goes to"));
  if (chosen === undefined) return;
  await execute(client, "setMarkets", [uri.toString(), chosen]);
}

async function pickMarkets(client: LanguageClient, uri: vscode.Uri, title: string): Promise<string[] | undefined> {
  const markets = await client.sendRequest<Market[]>("outlint/markets", { uri: uri.toString() });
  const items = markets.map((m) => ({ label: m.name, description: m.code, picked: m.current === true, code: m.code }));
  // The ones in force stand on top, where they are seen without scrolling.
  items.sort((a, b) => Number(b.picked) - Number(a.picked) || a.label.localeCompare(b.label));
  const chosen = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    matchOnDescription: true,
    title,
    placeHolder: vscode.l10n.t("Country or code"),
  });
  return chosen?.map((item) => item.code);
}

async function chooseContact(client: LanguageClient, uri: vscode.Uri): Promise<void> {
  const contacts = await client.sendRequest<Contacts>("outlint/contacts", { uri: uri.toString() });
  if (contacts.path === null || contacts.labels.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("There is no contact list for this draft."));
    return;
  }
  const none = { label: vscode.l10n.t("No contact"), description: "", index: null };
  const rows = contacts.labels.map((label, index) => ({
    label,
    description: index === contacts.selected ? vscode.l10n.t("chosen") : "",
    index,
  }));
  const chosen = await vscode.window.showQuickPick([...rows, none], {
    title: vscode.l10n.t("Contact the draft is shown for"),
    placeHolder: contacts.path,
  });
  if (chosen !== undefined) await execute(client, "selectContact", [uri.toString(), chosen.index]);
}

async function fixAll(uri: vscode.Uri): Promise<boolean> {
  const document = await vscode.workspace.openTextDocument(uri);
  const whole = document.validateRange(new vscode.Range(0, 0, document.lineCount, 0));
  const kind = "source.fixAll.outlint";
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider", uri, whole, kind, 1,
  );
  const edit = actions.find((action) => action.kind?.value === kind)?.edit;
  if (edit !== undefined) return vscode.workspace.applyEdit(edit);
  void vscode.window.showInformationMessage(vscode.l10n.t("Nothing here can be fixed for certain."));
  return false;
}

/** The server's guard decides whether what the model wrote reaches the draft; it says why when it does not. */
async function rewrite(client: LanguageClient, uri: vscode.Uri): Promise<boolean> {
  const goal = await vscode.window.showInputBox({
    title: vscode.l10n.t("Rewrite this draft"),
    prompt: vscode.l10n.t("A goal, or nothing: the problems found are to be cured in any case."),
  });
  return goal === undefined ? false : execute<boolean>(client, "rewrite", [uri.toString(), goal]);
}

/** Variants for the chosen markets in a folder beside the draft, each shown against it. What is there is never overwritten. */
async function localize(client: LanguageClient, uri: vscode.Uri, given?: string[]): Promise<number | undefined> {
  const codes = given ?? await pickMarkets(client, uri, vscode.l10n.t("Markets to make variants for"));
  if (codes === undefined || codes.length === 0) return undefined;
  const made = await execute<Variant[]>(client, "localize", [uri.toString(), codes]);
  const folder = vscode.Uri.joinPath(uri, "..", "localized");
  const failed: string[] = [];
  let written = 0;
  for (const variant of made) {
    if (variant.text === null) {
      failed.push(`${variant.market}: ${variant.failures.join("; ")}`);
      continue;
    }
    const target = vscode.Uri.joinPath(folder, variantName(uri, variant.market));
    if (await exists(target)) {
      failed.push(vscode.l10n.t("{0} is there already", target.path));
      continue;
    }
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(variant.text));
    written += 1;
    await vscode.commands.executeCommand("vscode.diff", uri, target, `${variantName(uri, variant.market)} ↔ outlint`, { preview: false });
  }
  if (failed.length > 0)
    void vscode.window.showWarningMessage(vscode.l10n.t("Not written: {0}", failed.join(" · ")));
  return written;
}

function variantName(uri: vscode.Uri, market: string): string {
  const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? `${name.slice(0, dot)}.${market.toLowerCase()}${name.slice(dot)}` : `${name}.${market.toLowerCase()}.md`;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function showPrompt(client: LanguageClient, uri: vscode.Uri): Promise<void> {
  const content = await execute<string | null>(client, "showPrompt", [uri.toString(), ""]);
  if (content === null) {
    void vscode.window.showInformationMessage(vscode.l10n.t("A model writes into .md and .txt drafts with a body only."));
    return;
  }
  const document = await vscode.workspace.openTextDocument({ content, language: "log" });
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
}

async function checkFolder(server: OutlintServer, given: unknown): Promise<FolderReport | undefined> {
  const client = runningClient(server);
  const folder = client === undefined ? undefined : await pickFolder(given);
  if (client === undefined || folder === undefined) return undefined;
  // The server reports its own progress, with a button that cancels it.
  const report = await execute<FolderReport | null>(client, "checkFolder", [folder.toString()]);
  if (report === null) return undefined;
  void tellReport(report);
  return report;
}

async function tellReport(report: FolderReport): Promise<void> {
  const { files, error, warning, info } = report;
  const show = vscode.l10n.t("Show Problems");
  const text = vscode.l10n.t("{0} files: {1} errors, {2} warnings, {3} hints", files, error, warning, info);
  if ((await vscode.window.showInformationMessage(text, show)) === show)
    await vscode.commands.executeCommand("outlint.showProblems");
}

async function pickFolder(given: unknown): Promise<vscode.Uri | undefined> {
  if (typeof given === "string") return vscode.Uri.parse(given);
  if (given instanceof vscode.Uri) return given;
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 1) return folders[0]?.uri;
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri;
  const chosen = await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false });
  return chosen?.[0];
}

function execute<T>(client: LanguageClient, name: string, args: unknown[]): Promise<T> {
  const params = { command: `outlint.server.${name}`, arguments: args };
  return client.sendRequest(ExecuteCommandRequest.type, params) as Promise<T>;
}
