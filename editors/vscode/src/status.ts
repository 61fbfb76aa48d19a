import * as vscode from "vscode";
import { isDraft } from "./documents";
import type { StatusParams } from "./protocol";
import type { Health } from "./server";

/** The status bar item: the score and markets of the draft in front, or why there are none. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("outlint.status", vscode.StatusBarAlignment.Right, 90);
  private readonly known = new Map<string, StatusParams>();
  private health: Health = "starting";

  constructor() {
    this.item.name = "outlint";
  }

  setHealth(health: Health): void {
    this.health = health;
    if (health !== "running") this.known.clear();
    this.render();
  }

  setStatus(status: StatusParams): void {
    this.known.set(vscode.Uri.parse(status.uri).toString(), status);
    this.render();
  }

  forget(document: vscode.TextDocument): void {
    this.known.delete(document.uri.toString());
  }

  /** What the item says now; for tests too. */
  get text(): string {
    return this.item.text;
  }

  render(): void {
    const document = vscode.window.activeTextEditor?.document;
    const draft = isDraft(document);
    void vscode.commands.executeCommand("setContext", "outlint.draft", draft);
    if (!draft) {
      this.item.hide();
      return;
    }
    if (this.health === "running") this.renderDraft(this.known.get(document.uri.toString()));
    else this.renderTrouble(this.health);
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }

  private renderDraft(status: StatusParams | undefined): void {
    this.item.backgroundColor = undefined;
    this.item.command = "outlint.changeMarket";
    this.item.text = ["outlint", status?.score].filter((part) => part !== undefined).join(" ");
    this.item.tooltip = vscode.l10n.t("Change the market of this draft");
    if (status === undefined) return;
    if (status.markets.length > 0) this.item.text += ` · ${status.markets.join(", ")}`;
    const counts = vscode.l10n.t("{0} errors, {1} warnings, {2} hints", status.error, status.warning, status.info);
    const size = vscode.l10n.t("{0} words, language: {1}", status.words, status.language ?? "?");
    this.item.tooltip = `${counts}\n${size}\n${this.item.tooltip}`;
  }

  private renderTrouble(health: Exclude<Health, "running">): void {
    const starting = health === "starting";
    this.item.text = starting ? "$(loading~spin) outlint" : "$(warning) outlint";
    this.item.backgroundColor = starting ? undefined : new vscode.ThemeColor("statusBarItem.warningBackground");
    this.item.command = starting ? "outlint.showOutput" : "outlint.restart";
    const texts = {
      starting: vscode.l10n.t("outlint is starting"),
      missing: vscode.l10n.t("outlint was not found; click to look again"),
      failed: vscode.l10n.t("The outlint server stopped; click to restart"),
    };
    this.item.tooltip = texts[health];
  }
}
