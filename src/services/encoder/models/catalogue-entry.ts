import type { Expectation } from './published-similarities.js';

/** A file of a model, and where it comes from. */
export interface CatalogueFile {
  /** Name in the model folder. */
  readonly name: string;
  /** On the model hub: `/<repository>/resolve/<revision>/<path>`; or the absolute path of a file that comes with Leopard. */
  readonly source:
    { readonly repository: string; readonly revision: string; readonly path: string } | { readonly asset: string };
  readonly bytes?: number;
  /** Hexadecimal. Where it is not known, the hash of the first download is pinned. */
  readonly sha256?: string;
}

/** One model that Leopard knows how to install. */
export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  /** Comes with Leopard: nothing to install. */
  readonly bundled: boolean;
  readonly licence: string;
  /** Page that a person can read. */
  readonly source: string;
  readonly dimension: number;
  readonly limits: { readonly instructionTokens: number; readonly instructionTokensWithImage: number };
  /** ISO 639-1; empty: many. */
  readonly languages: readonly string[];
  readonly files: readonly CatalogueFile[];
  /** Of all files together, about, where not each is known. */
  readonly approximateBytes?: number;
  /** Published figures in brief; docs/models.md has the sources and what they do not say. */
  readonly published?: string;
  /** What is written as config.json; undefined where it is among the files, or comes with a bundled model. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Similarities published by the authors, which `leopard models verify` computes again. */
  readonly expectations: readonly Expectation[];
}
