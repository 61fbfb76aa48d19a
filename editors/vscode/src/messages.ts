import * as vscode from "vscode";
import type { Health, OutlintServer } from "./server";
import { programPath } from "./settings";

/** One message when outlint cannot work, with what to do about it. */
export async function tellTrouble(health: Health, server: OutlintServer): Promise<void> {
  if (health === "missing") await tellMissing();
  if (health === "failed") await tellFailed(server);
}

export function openWalkthrough(): Thenable<unknown> {
  return vscode.commands.executeCommand("workbench.action.openWalkthrough", "outlint.outlint#start", false);
}

async function tellMissing(): Promise<void> {
  const path = programPath();
  const text =
    path === ""
      ? vscode.l10n.t("outlint is not installed here: your drafts are not checked.")
      : vscode.l10n.t("The program in the setting outlint.path was not found: {0}", path);
  const install = vscode.l10n.t("How to install");
  const choose = vscode.l10n.t("Choose…");
  const answer = await vscode.window.showWarningMessage(text, install, choose);
  if (answer === install) await openWalkthrough();
  if (answer === choose) await chooseProgram();
}

async function chooseProgram(): Promise<void> {
  const [file] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t("The outlint program") })) ?? [];
  if (file === undefined) return;
  const settings = vscode.workspace.getConfiguration("outlint");
  await settings.update("path", file.fsPath, vscode.ConfigurationTarget.Global);
}

async function tellFailed(server: OutlintServer): Promise<void> {
  const restart = vscode.l10n.t("Restart");
  const output = vscode.l10n.t("Show Output");
  const text = vscode.l10n.t("The outlint server stopped: your drafts are not checked.");
  const answer = await vscode.window.showErrorMessage(text, restart, output);
  if (answer === restart) await server.restart();
  if (answer === output) server.showOutput();
}
