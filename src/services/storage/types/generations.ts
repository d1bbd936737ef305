import type { JsonObject } from '../../../lib/json.js';

/** One index over the pictures, and how far it has followed their changes. */
export interface Generation {
  /** Of the collection in the vector store. */
  readonly name: string;
  /** Number of the encoder whose embeddings it holds. */
  readonly encoder: number;
  /** The encoder's identity, as it was given. */
  readonly identity: JsonObject;
  /** Number of the last change that was applied to it. */
  readonly applied: number;
  /** Number up to which it is known to be on the disk: where it goes on after an unclean stop. */
  readonly durable: number;
  /** Whether it answers searches; at most one does. */
  readonly active: boolean;
  /** Rises with every holder: see `fence`. */
  readonly epoch: number;
}

/** Index generations, and the encoders that embeddings come from. Methods throw LeopardError STORAGE_UNAVAILABLE. */
export interface Generations {
  /**
   * The number of an encoder, registered where it is new.
   * @param fingerprint equal for encoders whose vectors can be compared
   * @param identity for people and for `Generation.identity`
   */
  encoder(fingerprint: string, identity: JsonObject): Promise<number>;
  /** Every encoder that pictures were embedded with, oldest first. */
  encoders(): Promise<{ readonly number: number; readonly fingerprint: string; readonly identity: JsonObject }[]>;
  /** Oldest first. */
  list(): Promise<Generation[]>;
  active(): Promise<Generation | undefined>;
  /** A generation that begins at change 0, or the one that has this name. The first one of all is active at once. */
  create(name: string, encoder: number): Promise<Generation>;
  /** Takes over a generation. From now on `advance` of an earlier holder does nothing. */
  fence(name: string): Promise<Generation>;
  /**
   * Notes what was applied, and what of it is on the disk; may also go back.
   * @returns false where another holder took over, or the generation is gone
   */
  advance(
    name: string,
    epoch: number,
    /** Where several servers share the database, those who wait are told. */
    progress: { readonly applied: number; readonly durable?: number },
  ): Promise<boolean>;
  /** Milliseconds since something was last applied, by the database's clock; undefined for a generation that is gone. */
  quiet(name: string): Promise<number | undefined>;
  /** Makes this one answer in place of the active one, in one transaction. */
  activate(name: string): Promise<void>;
  /** Forgets a generation that is not active. @returns whether it was there */
  remove(name: string): Promise<boolean>;
}
