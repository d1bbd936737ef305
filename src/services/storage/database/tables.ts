/** Columns of the tables, as statements see them; migrations.ts makes them and says why each index is there. */
export interface Tables {
  image: ImageTable;
  embedding: EmbeddingTable;
  removal: RemovalTable;
  label: LabelTable;
  label_count: LabelCountTable;
  pending_label: PendingLabelTable;
  labelled: LabelTable;
  counted_label: LabelCountTable;
  total: TotalTable;
  encoder: EncoderTable;
  generation: GenerationTable;
  search: SearchTable;
  search_picture: SearchPictureTable;
  search_part: SearchPartTable;
  ranking: RankingTable;
  spending: SpendingTable;
  api_key: ApiKeyTable;
  setting: SettingTable;
  migration: MigrationTable;
  removed: RemovedTable;
  lease: LeaseTable;
}

export interface ImageTable {
  /** Milliseconds since 1970 of its creation × 2048 + a count within the millisecond: key, cursor and order of pages. */
  position: number;
  id: string;
  /** Milliseconds since 1970. */
  created_at: number;
  /** JSON, since text columns take no NUL. */
  file_name: string | null;
  mime_type: string;
  bytes: number;
  width: number;
  height: number;
  placeholder: string;
  /** The JSON as it came. */
  metadata: string;
  /** Number of its last change. */
  change: number;
}

export interface EmbeddingTable {
  /** Position. */
  image: number;
  encoder: number;
  /** `Float32 [dimension]`, little-endian. */
  vector: Uint8Array;
  length: number;
  /** CRC-32 of the vector's bytes: no database notices changed bytes inside a value. */
  checksum: number;
}

/** A deletion that some generation has not applied, or whose objects may still be there. */
export interface RemovalTable {
  change: number;
  id: string;
  /** 1 where nothing made from the picture is left. */
  done: number;
  /** Until then, only the server that deleted the picture deletes its object. Milliseconds since 1970. */
  reserved_until: number;
}

/** A picture whose object was deleted a short while ago. */
export interface RemovedTable {
  id: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** Work that one server does at a time. */
export interface LeaseTable {
  name: string;
  /** Of the process that has it. */
  owner: string;
  /** Rises with every holder. */
  epoch: number;
  /** Milliseconds since 1970, by the database's clock. */
  expires_at: number;
}

/** What a picture can be found by: see labels.ts. `labelled` has those that are pending too. */
export interface LabelTable {
  label: Uint8Array;
  /** Position. */
  image: number;
  number: number | null;
}

/** `counted_label` has those that are pending too, one row for each of their pictures: to be summed. */
export interface LabelCountTable {
  label: Uint8Array;
  /** JSON. */
  key: string;
  /** JSON of a value; `#` and a type for pictures whose value has that type; null for the key itself. */
  value: string | null;
  n: number;
}

/** A label of a new picture that is not in `label` and `label_count` yet: see pending-labels.ts. */
export interface PendingLabelTable {
  /** Position. */
  image: number;
  label: Uint8Array;
  number: number | null;
  /** As in `label_count`. */
  key: string;
  value: string | null;
  /** 1 where it belongs into `label`; the others are only counted. */
  findable: number;
}

/** `change`: the last number; `images`, `searches`, `search_bytes`: what a count or a sum would say. */
export type TotalName = 'change' | 'images' | 'searches' | 'search_bytes';

export interface TotalTable {
  name: TotalName;
  value: number;
}

export interface EncoderTable {
  number: number;
  fingerprint: string;
  /** JSON. */
  identity: string;
}

export interface GenerationTable {
  number: number;
  name: string;
  encoder: number;
  applied: number;
  durable: number;
  active: number;
  epoch: number;
  /** When `applied` last moved: milliseconds since 1970, by the database's clock. */
  applied_at: number;
}

export interface SearchTable {
  id: string;
  created_at: number;
  expires_at: number;
  /** JSON. */
  content: string;
  /** Key of its picture. */
  picture: string | null;
  embedding: Uint8Array;
  /** For each hit its score (Float64, little-endian) and the 32 bytes of its id. */
  hits: Uint8Array;
  /** Of the row. */
  bytes: number;
}

export interface SearchPictureTable {
  key: string;
  sha256: string;
  bytes: number;
}

/** A picture that a search was asked with besides its query picture. */
export interface SearchPartTable {
  search: string;
  /** Key of the picture. */
  picture: string;
}

export interface RankingTable {
  key: string;
  ranking: string;
  expires_at: number;
}

export interface SpendingTable {
  budget: string;
  amount: number;
  ends_at: number;
}

export interface ApiKeyTable {
  id: string;
  /** JSON. */
  name: string;
  scope: 'read' | 'write';
  hash: string;
  created_at: string;
  expires_at: string | null;
  requests_per_minute: number | null;
}

export interface SettingTable {
  name: string;
  value: string;
}

export interface MigrationTable {
  number: number;
  name: string;
  applied_at: string;
}
