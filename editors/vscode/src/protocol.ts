/** What outlint's server says beyond the standard protocol. */

export interface StatusParams {
  readonly uri: string;
  readonly version: number | null;
  readonly score: number;
  readonly markets: readonly string[];
  readonly language: string | null;
  readonly words: number;
  readonly error: number;
  readonly warning: number;
  readonly info: number;
}

export interface Market {
  readonly code: string;
  readonly name: string;
  readonly current?: boolean;
}

export interface Preview {
  readonly html: string;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly market: string | null;
  readonly language: string | null;
  readonly contacts: readonly string[];
  readonly contact: number | null;
  readonly missing: readonly string[];
  readonly error?: string | null;
}

export interface Contacts {
  readonly path: string | null;
  readonly labels: readonly string[];
  readonly selected: number | null;
}

export interface Variant {
  readonly market: string;
  readonly how: "kept" | "model" | "library" | "none";
  readonly text: string | null;
  readonly failures: readonly string[];
}

export interface FolderReport {
  readonly files: number;
  readonly error: number;
  readonly warning: number;
  readonly info: number;
}
