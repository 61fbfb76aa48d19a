import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/**
 * The panel's frame. The mail itself comes by message and is put into a sandboxed iframe that may run nothing, open nothing
 * and load nothing: the policy of this page holds inside it too, so that a link or a refresh leads nowhere.
 */
export function previewPage(): string {
  const nonce = randomBytes(16).toString("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'nonce-${nonce}'`;
  const text = {
    subject: vscode.l10n.t("Subject"),
    from: vscode.l10n.t("From"),
    to: vscode.l10n.t("To"),
    contact: vscode.l10n.t("Contact"),
    mail: vscode.l10n.t("The mail"),
  };
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style>${STYLE}</style>
</head>
<body>
<header>
<h1 id="subject" aria-label="${escape(text.subject)}"></h1>
<dl>
<dt>${escape(text.from)}</dt><dd id="from"></dd>
<dt>${escape(text.to)}</dt><dd id="to"></dd>
</dl>
<label id="chooser" hidden>${escape(text.contact)} <select id="contact"></select></label>
<p id="note" role="status" hidden></p>
</header>
<iframe id="mail" sandbox="" title="${escape(text.mail)}"></iframe>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

const STYLE = `
html, body { height: 100%; margin: 0; padding: 0; }
body { display: flex; flex-direction: column; font-family: var(--vscode-font-family); color: var(--vscode-foreground); }
header { padding: 14px 20px 10px; border-bottom: 1px solid var(--vscode-panel-border); }
h1 { font-size: 1.35em; font-weight: 600; margin: 0 0 8px; min-height: 1.2em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 0; }
dt { color: var(--vscode-descriptionForeground); } dd { margin: 0; overflow-wrap: anywhere; }
label { display: inline-block; margin-top: 8px; color: var(--vscode-descriptionForeground); }
select { margin-left: 6px; padding: 2px 4px; font: inherit; color: var(--vscode-dropdown-foreground);
  background: var(--vscode-dropdown-background); border: 1px solid var(--vscode-dropdown-border); }
#note { margin: 8px 0 0; padding: 6px 10px; border-left: 3px solid var(--vscode-editorWarning-foreground);
  background: var(--vscode-textBlockQuote-background); }
iframe { flex: 1; width: 100%; border: 0; background: #fff; }
[hidden] { display: none; }
`;

// Texts go in as text only; the mail goes into the sandbox with a policy of its own in front.
const SCRIPT = `
const host = acquireVsCodeApi();
const at = (id) => document.getElementById(id);
const policy = '<!DOCTYPE html><meta charset="utf-8">'
  + '<meta http-equiv="Content-Security-Policy" content="default-src \\'none\\'; style-src \\'unsafe-inline\\'; img-src data:">'
  + '<style>body{margin:20px;max-width:720px;font:15px/1.5 system-ui,sans-serif;color:#1f2328;background:#fff;overflow-wrap:anywhere}</style>';
at('contact').addEventListener('change', (event) => host.postMessage({ contact: Number(event.target.value) }));
addEventListener('message', ({ data }) => {
  for (const name of ['subject', 'from', 'to']) at(name).textContent = data[name];
  for (const name of ['from', 'to']) at(name).hidden = at(name).previousElementSibling.hidden = !data[name];
  at('note').textContent = data.note;
  at('note').hidden = data.note === '';
  at('chooser').hidden = data.contacts.length === 0;
  at('contact').replaceChildren(...data.contacts.map((label, index) => new Option(label, String(index))));
  at('contact').value = data.contact === null ? '' : String(data.contact);
  const html = policy + data.html;
  if (at('mail').srcdoc !== html) at('mail').srcdoc = html;
});
host.postMessage({ ready: true });
`;
