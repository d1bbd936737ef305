/** How a database calls the types of columns. */
export interface ColumnTypes {
  /** 64 bits. */
  readonly integer: string;
  /** 64 bits. */
  readonly real: string;
  readonly bytes: string;
  /** Compared by code points. */
  readonly text: string;
  /** Stands behind a table that is kept in the order of its primary key, where the database can do that. */
  readonly clustered: string;
  /** Columns of the index of frequent values and of frequent keys: some databases index no long texts. */
  readonly frequent: { readonly values: string; readonly keys: string };
  /** What this database needs besides, once the tables are there. */
  readonly extra: readonly string[];
}

/** A step from one version of the tables to the next. Steps that were released are never changed. */
export interface Migration {
  /** Says what it does. */
  readonly name: string;
  readonly statements: (types: ColumnTypes) => readonly string[];
}

const first: Migration = {
  name: 'pictures, searches, rankings, spending, keys and settings',
  statements: ({ integer, real, bytes, text, clustered, frequent, extra }) => [
    `create table image(position ${integer} primary key, id ${text} not null unique, created_at ${integer} not null, file_name ${text},
       mime_type ${text} not null, bytes ${integer} not null, width ${integer} not null, height ${integer} not null,
       placeholder ${text} not null, metadata ${text} not null, change ${integer} not null)`,
    // The feed: the last change of each picture.
    'create unique index image_change on image(change)',
    `create table embedding(image ${integer} not null references image(position), encoder ${integer} not null,
       vector ${bytes} not null, length ${real} not null, checksum ${integer} not null, primary key(image, encoder))`,
    `create table removal(change ${integer} primary key, id ${text} not null unique, done ${integer} not null)`,
    // In the order of the label and the position: the first page of a filter is a walk along the primary key.
    `create table label(label ${bytes} not null, image ${integer} not null, number ${real}, primary key(label, image))${clustered}`,
    'create index label_number on label(label, number, image) where number is not null',
    `create table label_count(label ${bytes} not null primary key, key ${text} not null, value ${text}, n ${integer} not null)${clustered}`,
    // Values that one picture has (serial numbers, titles) are left out: they are never among the most frequent, and many.
    `create index label_count_value on label_count(${frequent.values}) where n > 1`,
    `create index label_count_key on label_count(${frequent.keys}) where value is null`,
    `create table total(name ${text} not null primary key, value ${integer} not null)`,
    `insert into total(name, value) values ('change', 0), ('images', 0), ('searches', 0), ('search_bytes', 0)`,
    `create table encoder(number ${integer} primary key, fingerprint ${text} not null unique, identity ${text} not null)`,
    `create table generation(number ${integer} primary key, name ${text} not null unique, encoder ${integer} not null references encoder(number),
       applied ${integer} not null, durable ${integer} not null, active ${integer} not null, epoch ${integer} not null)`,
    // At most one generation answers.
    'create unique index generation_active on generation(active) where active = 1',
    `create table search_picture(key ${text} not null primary key, sha256 ${text} not null, bytes ${integer} not null)`,
    'create index search_picture_sha256 on search_picture(sha256)',
    `create table search(id ${text} not null primary key, created_at ${integer} not null, expires_at ${integer} not null, content ${text} not null,
       picture ${text}, embedding ${bytes} not null, hits ${bytes} not null, bytes ${integer} not null)`,
    'create index search_picture_key on search(picture) where picture is not null',
    'create index search_expiry on search(expires_at)',
    // The oldest are forgotten first, as many as have so many bytes.
    'create index search_age on search(created_at, id, bytes)',
    `create table ranking(key ${text} not null primary key, ranking ${text} not null, expires_at ${integer} not null)`,
    'create index ranking_expiry on ranking(expires_at)',
    `create table spending(budget ${text} not null primary key, amount ${real} not null, ends_at ${integer} not null)`,
    `create table api_key(id ${text} not null primary key, name ${text} not null, scope ${text} not null, hash ${text} not null, created_at ${text} not null,
       expires_at ${text}, requests_per_minute ${integer})`,
    `create table setting(name ${text} not null primary key, value ${text} not null)`,
    ...extra,
  ],
};

const third: Migration = {
  name: 'deletions and leases of several servers',
  statements: ({ integer, text }) => [
    // Until then, only the server that deleted the picture deletes its object. Milliseconds since 1970.
    `alter table removal add column reserved_until ${integer} not null default 0`,
    `create table removed(id ${text} not null primary key, at ${integer} not null)`,
    'create index removed_at on removed(at)',
    `alter table generation add column applied_at ${integer} not null default 0`,
    `create table lease(name ${text} not null primary key, owner ${text} not null, epoch ${integer} not null, expires_at ${integer} not null)`,
  ],
};

const searchParts: Migration = {
  name: 'pictures of the parts of searches',
  statements: () => [
    'create table search_part(search text not null, picture text not null, primary key(search, picture))',
    'create index search_part_picture on search_part(picture)',
  ],
};

const pendingLabels: Migration = {
  name: 'labels of new pictures, appended',
  statements: ({ integer, real, bytes, text, clustered }) => [
    // In the order of the pictures: the labels of a new one lie together, behind the others.
    `create table pending_label(image ${integer} not null, label ${bytes} not null, number ${real}, key ${text} not null, value ${text},
       findable ${integer} not null, primary key(image, label))${clustered}`,
    `create view labelled as select label, image, number from label
       union all select label, image, number from pending_label where findable = 1`,
    `create view counted_label as select label, key, value, n from label_count
       union all select label, key, value, 1 as n from pending_label`,
  ],
};

/** In order; the version of a database is how many of them it has had. */
export const MIGRATIONS: readonly Migration[] = [first, searchParts, third, pendingLabels];

/** Where it is noted which of them a database has had. */
export const migrationTable = ({ integer, text }: ColumnTypes): string =>
  `create table if not exists migration(number ${integer} primary key, name ${text} not null, applied_at ${text} not null)`;
