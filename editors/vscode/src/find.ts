import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import * as path from "node:path";

/** A program and its arguments, and in a few words where it was found. */
export interface Server {
  readonly command: string;
  readonly args: readonly string[];
  readonly origin: "setting" | "environment" | "PATH" | "uvx";
}

export interface Places {
  /** The setting `outlint.path`; empty when it is not set. */
  readonly setting: string;
  /** Workspace folders whose virtual environments may be run: none in a workspace that is not trusted. */
  readonly folders: readonly string[];
  /** The variable PATH. */
  readonly searchPath: string;
  readonly windows: boolean;
}

/** Where to look, in this order: the setting, the workspace's environments, PATH, uvx. */
export async function findServer(places: Places): Promise<Server | undefined> {
  // A path that was set by hand is meant: another outlint must not stand in for it.
  if (places.setting !== "") {
    const command = resolveSetting(places.setting, places.folders[0]);
    return (await isProgram(command)) ? { command, args: ["lsp"], origin: "setting" } : undefined;
  }
  const binary = places.windows ? "outlint.exe" : "outlint";
  const inside = places.windows ? "Scripts" : "bin";
  const environments = places.folders.flatMap((f) => [".venv", "venv"].map((v) => path.join(f, v, inside, binary)));
  const local = await firstProgram(environments);
  if (local !== undefined) return { command: local, args: ["lsp"], origin: "environment" };
  // An empty or relative entry of PATH would run what lies in the opened folder.
  const directories = places.searchPath.split(path.delimiter).filter((d) => path.isAbsolute(d));
  const global = await firstProgram(directories.map((d) => path.join(d, binary)));
  if (global !== undefined) return { command: global, args: ["lsp"], origin: "PATH" };
  const uvx = await firstProgram(directories.map((d) => path.join(d, places.windows ? "uvx.exe" : "uvx")));
  return uvx === undefined ? undefined : { command: uvx, args: ["outlint", "lsp"], origin: "uvx" };
}

function resolveSetting(setting: string, folder: string | undefined): string {
  const home = process.env["HOME"] ?? process.env["USERPROFILE"] ?? "";
  const expanded = setting.replace(/^~(?=[/\\])/, home).replace("${workspaceFolder}", folder ?? "");
  return path.resolve(folder ?? home, expanded);
}

async function firstProgram(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) if (await isProgram(candidate)) return candidate;
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
