import type * as vscode from "vscode";
import type { DocumentFilter } from "vscode-languageclient/node";

const DRAFTS = [
  "markdown", "plaintext", "html", "eml", "jinja", "jinja-html", "jinja-md", "liquid", "handlebars", "mjml",
] as const;
const SCHEMES = ["file", "untitled"] as const;
const CONFIGURATIONS = ["**/outlint.toml", "**/pyproject.toml"] as const;

/** What the server reads: drafts, and the files that configure it. */
export const SELECTOR: DocumentFilter[] = [
  ...DRAFTS.flatMap((language) => SCHEMES.map((scheme) => ({ language, scheme }))),
  ...CONFIGURATIONS.map((pattern) => ({ scheme: "file", pattern })),
];

export function isDraft(document: vscode.TextDocument | undefined): document is vscode.TextDocument {
  if (document === undefined) return false;
  return DRAFTS.some((l) => l === document.languageId) && SCHEMES.some((s) => s === document.uri.scheme);
}
