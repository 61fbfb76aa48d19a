import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { registerCommands } from "./commands";
import { tellTrouble } from "./messages";
import { PreviewPanel } from "./preview";
import type { Preview, StatusParams } from "./protocol";
import { OutlintServer, type Health } from "./server";
import { needsRestart, serverSettings } from "./settings";
import { StatusBar } from "./status";

/** What tests look at. */
export interface Api {
  health(): Health;
  statusText(): string;
  preview(): Preview | undefined;
}

let running: OutlintServer | undefined;

export function activate(context: vscode.ExtensionContext): Api {
  const server = new OutlintServer();
  running = server;
  const status = new StatusBar();
  const preview = new PreviewPanel(server);
  const greet = (client: LanguageClient) => {
    client.onNotification("outlint/status", (params: StatusParams) => {
      status.setStatus(params);
    });
  };
  context.subscriptions.push(
    status,
    preview,
    server.onClient(greet),
    server.onHealth((health) => {
      status.setHealth(health);
      void tellTrouble(health, server);
    }),
    ...registerCommands(server, () => {
      preview.contactChanged();
    }),
    ...preview.register(),
    vscode.window.onDidChangeActiveTextEditor(() => {
      status.render();
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      status.forget(document);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
    vscode.workspace.onDidChangeConfiguration((event) => applySettings(event, server)),
  );
  status.render();
  // Not awaited: an editor must not wait for a process.
  void server.restart();
  return { health: () => server.health, statusText: () => status.text, preview: () => preview.shown };
}

async function applySettings(event: vscode.ConfigurationChangeEvent, server: OutlintServer): Promise<void> {
  if (!event.affectsConfiguration("outlint")) return;
  if (needsRestart(event)) await server.restart();
  else await server.client?.sendNotification("workspace/didChangeConfiguration", { settings: serverSettings() });
}

/** Awaited by the editor, so that the process is gone when the window is. */
export async function deactivate(): Promise<void> {
  await running?.dispose();
}
