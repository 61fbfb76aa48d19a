import * as vscode from "vscode";

/** What the server may put behind a code lens: other editors don't have these commands. */
const LENS_COMMANDS = ["outlint.showProblems", "outlint.changeMarket", "outlint.preview"];

/** The settings the server knows, under its section name. */
export function serverSettings(): { outlint: Record<string, unknown> } {
  const settings = vscode.workspace.getConfiguration("outlint");
  const names = ["markets", "uiLanguage", "run", "codeLens", "inlayHints"] as const;
  const values = Object.fromEntries(names.map((name) => [name, settings.get(name)]));
  return { outlint: { ...values, clientCommands: LENS_COMMANDS } };
}

export function programPath(): string {
  return vscode.workspace.getConfiguration("outlint").get<string>("path", "").trim();
}

export function programArguments(): readonly string[] {
  return vscode.workspace.getConfiguration("outlint").get<string[]>("args", []);
}

/** Whether a change of settings needs another process, not only another message. */
export function needsRestart(event: vscode.ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration("outlint.path") || event.affectsConfiguration("outlint.args");
}
