import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type CloseHandlerResult,
  type ErrorHandler,
} from "vscode-languageclient/node";
import { SELECTOR } from "./documents";
import { findServer, type Server } from "./find";
import { programArguments, programPath, serverSettings } from "./settings";

/** What the status bar can say: `missing` no program, `failed` it would not start or crashed too often. */
export type Health = "starting" | "running" | "missing" | "failed";

const CRASHES = 4;
const WINDOW_MS = 3 * 60 * 1000;

/** Owns the one server process: at most one is starting or running at any time. */
export class OutlintServer implements vscode.Disposable {
  private readonly output = vscode.window.createOutputChannel("outlint", { log: true });
  private readonly healthEmitter = new vscode.EventEmitter<Health>();
  private readonly startedEmitter = new vscode.EventEmitter<LanguageClient>();
  private current: LanguageClient | undefined;
  private turn: Promise<void> = Promise.resolve();
  private state: Health = "starting";

  readonly onHealth = this.healthEmitter.event;
  /** Fires with a new client before it starts, to register handlers. */
  readonly onClient = this.startedEmitter.event;

  get health(): Health {
    return this.state;
  }

  /** The client when its server answers. */
  get client(): LanguageClient | undefined {
    return this.current?.state === State.Running ? this.current : undefined;
  }

  /** Stop what runs and start anew. Calls queue up, so that two of them cannot leave two servers behind. */
  restart(): Promise<void> {
    this.turn = this.turn.then(async () => {
      await this.stop();
      await this.start();
    });
    return this.turn;
  }

  showOutput(): void {
    this.output.show(true);
  }

  async dispose(): Promise<void> {
    await this.turn;
    await this.stop();
    this.output.dispose();
    this.healthEmitter.dispose();
    this.startedEmitter.dispose();
  }

  private async start(): Promise<void> {
    this.become("starting");
    const trusted = vscode.workspace.isTrusted;
    const folders = (vscode.workspace.workspaceFolders ?? []).filter((f) => f.uri.scheme === "file");
    const server = await findServer({
      setting: programPath(),
      folders: trusted ? folders.map((f) => f.uri.fsPath) : [],
      searchPath: process.env["PATH"] ?? "",
      windows: process.platform === "win32",
    });
    if (server === undefined) {
      this.become("missing");
      return;
    }
    this.output.info(`${server.command} ${server.args.join(" ")} (${server.origin})`);
    const client = this.makeClient(server);
    this.current = client;
    this.startedEmitter.fire(client);
    try {
      await client.start();
      this.become("running");
    } catch (error) {
      this.output.error(String(error));
      this.become("failed");
    }
  }

  private makeClient(server: Server): LanguageClient {
    const args = [...server.args, ...programArguments()];
    const client = new LanguageClient(
      "outlint",
      "outlint",
      { command: server.command, args, options: { env: { ...process.env, PYTHONUTF8: "1" } } },
      {
        documentSelector: SELECTOR,
        initializationOptions: serverSettings(),
        outputChannel: this.output,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        errorHandler: this.errorHandler(),
        initializationFailedHandler: () => false,
        synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/{outlint,pyproject}.toml") },
      },
    );
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Starting) this.become("starting");
      if (newState === State.Running) this.become("running");
      if (newState === State.StartFailed) this.become("failed");
    });
    return client;
  }

  /** A crash is answered by a new start, until there were too many of them; then one message says so. */
  private errorHandler(): ErrorHandler {
    const crashes: number[] = [];
    return {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: (): CloseHandlerResult => {
        const now = Date.now();
        crashes.push(now);
        const recent = crashes.filter((time) => now - time < WINDOW_MS).length;
        this.output.warn(`the server stopped unexpectedly (${recent} of ${CRASHES})`);
        if (recent <= CRASHES) return { action: CloseAction.Restart, handled: true };
        this.become("failed");
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  private async stop(): Promise<void> {
    const client = this.current;
    this.current = undefined;
    if (client === undefined) return;
    try {
      await client.dispose();
    } catch {
      // A client whose server is gone cannot be asked to stop; there is nothing left to stop either.
    }
  }

  private become(health: Health): void {
    if (health === this.state) return;
    this.state = health;
    this.healthEmitter.fire(health);
  }
}
