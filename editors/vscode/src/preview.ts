import * as vscode from "vscode";
import { draftUri, runningClient } from "./commands";
import { isDraft } from "./documents";
import { previewPage } from "./previewPage";
import type { Preview } from "./protocol";
import type { OutlintServer } from "./server";

const PAUSE_MS = 250;

/** One panel beside the editor that shows the draft in front as its reader sees it. */
export class PreviewPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private uri: vscode.Uri | undefined;
  private contact: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private request = 0;

  constructor(private readonly server: OutlintServer) {}

  /** What the panel last showed; for tests. */
  shown: Preview | undefined;

  register(): vscode.Disposable[] {
    return [
      vscode.commands.registerCommand("outlint.preview", (given?: unknown) => { this.open(given); }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.toString() === this.uri?.toString()) this.refreshSoon();
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (this.panel !== undefined && isDraft(editor?.document)) this.show(editor.document.uri);
      }),
      this.server.onHealth((health) => {
        if (health === "running") this.refreshSoon();
      }),
    ];
  }

  /** The server keeps its own choice of contact; another one there must show here. */
  contactChanged(): void {
    this.contact = undefined;
    this.refreshSoon();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.panel?.dispose();
  }

  private open(given: unknown): void {
    const uri = draftUri(given);
    if (uri === undefined || runningClient(this.server) === undefined) return;
    if (this.panel === undefined) this.panel = this.makePanel();
    else this.panel.reveal(undefined, true);
    this.show(uri);
  }

  private makePanel(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(
      "outlint.preview",
      vscode.l10n.t("Mail preview"),
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [], enableCommandUris: false },
    );
    panel.webview.onDidReceiveMessage((message: unknown) => { this.receive(message); });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.uri = undefined;
      this.shown = undefined;
    });
    panel.onDidChangeViewState(() => { this.refreshSoon(); });
    panel.webview.html = previewPage();
    return panel;
  }

  private show(uri: vscode.Uri): void {
    if (uri.toString() !== this.uri?.toString()) this.contact = undefined;
    this.uri = uri;
    void this.refresh();
  }

  private receive(message: unknown): void {
    if (typeof message !== "object" || message === null) return;
    if ("contact" in message && typeof message.contact === "number") this.contact = message.contact;
    void this.refresh();
  }

  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), PAUSE_MS);
  }

  private async refresh(): Promise<void> {
    const { panel, uri } = this;
    const client = this.server.client;
    if (panel === undefined || uri === undefined || client === undefined) return;
    const request = ++this.request;
    const contact = this.contact === undefined ? {} : { contact: this.contact };
    try {
      const preview = await client.sendRequest<Preview | null>("outlint/preview", { uri: uri.toString(), ...contact });
      // An answer to an older question must not overwrite a newer one.
      if (preview === null || request !== this.request || this.panel !== panel) return;
      this.shown = preview;
      await panel.webview.postMessage({ ...preview, note: noteOf(preview) });
    } catch (error) {
      client.outputChannel.appendLine(String(error));
    }
  }
}

function noteOf(preview: Preview): string {
  if (preview.error) return preview.error;
  if (preview.missing.length === 0) return "";
  return vscode.l10n.t("Without a value: {0}", preview.missing.join(", "));
}
