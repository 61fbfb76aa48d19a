import * as vscode from "vscode";

/** The settings the server knows, under its section name. */
export function serverSettings(): { outlint: Record<string, unknown> } {
  const settings = vscode.workspace.getConfiguration("outlint");
  const names = ["markets", "uiLanguage", "run", "codeLens", "inlayHints"] as const;
  return { outlint: Object.fromEntries(names.map((name) => [name, settings.get(name)])) };
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
