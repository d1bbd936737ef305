import type { Limits } from '../../../config/index.js';
import { LeopardError } from '../../../lib/errors.js';
import type { JsonObject } from '../../../lib/json.js';
import type { DeleteOutcome, ExpectedImages, ExpectedOutcome, MetadataEdit } from '../../storage/types/index.js';
import { indexMetadata } from '../../storage/vectors/index.js';
import { checkFilter } from '../checks.js';
import type { Collection } from '../collection.js';
import { checkedMetadata } from './metadata.js';

/** Keys that are set and keys that are removed; others stay. */
export interface MetadataChange {
  readonly set?: JsonObject | undefined;
  readonly remove?: readonly string[] | undefined;
}

export interface BulkUpdate {
  readonly updated: number;
  readonly notFound: readonly string[];
}

/** Changes of many stored pictures at once, each in one transaction. */
export class BulkEditing {
  constructor(
    private readonly collection: Pick<Collection, 'edit' | 'editWhere' | 'deleteWhere'>,
    private readonly limits: Limits,
  ) {}

  /** @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED */
  async update(ids: readonly string[], change: MetadataChange): Promise<BulkUpdate> {
    this.checkNumber(ids.length);
    const wanted = [...new Set(ids)];
    const outcomes = await this.collection.edit(wanted, this.editOf(change));
    const notFound = wanted.filter((_, index) => outcomes[index] === undefined);
    return { updated: wanted.length - notFound.length, notFound };
  }

  /** @throws LeopardError CONFLICT, BAD_USER_INPUT, LIMIT_EXCEEDED */
  async updateWhere(images: ExpectedImages, change: MetadataChange): Promise<BulkUpdate> {
    this.checkWhere(images);
    const outcomes = asExpected(images, await this.collection.editWhere(images, this.editOf(change)));
    return { updated: outcomes.length, notFound: [] };
  }

  /** @throws LeopardError CONFLICT, BAD_USER_INPUT, LIMIT_EXCEEDED */
  async deleteWhere(images: ExpectedImages): Promise<DeleteOutcome> {
    this.checkWhere(images);
    return asExpected(images, await this.collection.deleteWhere(images));
  }

  /** What a change makes of metadata, within the limits. */
  private editOf({ set = {}, remove = [] }: MetadataChange): MetadataEdit {
    if (Object.keys(set).length === 0 && remove.length === 0) {
      throw new LeopardError('BAD_USER_INPUT', 'There is nothing to change: give set, remove, or both.');
    }
    const both = remove.find((key) => Object.hasOwn(set, key));
    if (both !== undefined) {
      throw new LeopardError(
        'BAD_USER_INPUT',
        `The key "${both.slice(0, 100)}" is both set and removed. Leave one out.`,
      );
    }
    const removed = new Set(remove);
    return (metadata) => {
      const kept = Object.entries(metadata).filter(([key]) => !removed.has(key));
      const edited = checkedMetadata({ ...Object.fromEntries(kept), ...set }, this.limits);
      // Before anything is stored that could never be indexed.
      indexMetadata(edited);
      return edited;
    };
  }

  private checkWhere({ filter, expected }: ExpectedImages): void {
    checkFilter(filter, this.limits);
    if (filter.all === undefined && filter.any === undefined && filter.none === undefined) {
      throw new LeopardError('BAD_USER_INPUT', 'An empty filter holds for every picture. Say which ones are meant.');
    }
    if (expected < 0) throw new LeopardError('BAD_USER_INPUT', `expected is at least 0; it was ${expected}.`);
    this.checkNumber(expected);
  }

  private checkNumber(count: number): void {
    const { changesPerRequest } = this.limits;
    if (count <= changesPerRequest) return;
    throw new LeopardError(
      'LIMIT_EXCEEDED',
      `One request changes at most ${changesPerRequest} pictures (MAX_CHANGES); it was for ${count}. Do it in parts.`,
    );
  }
}

function asExpected<T>({ expected }: ExpectedImages, found: ExpectedOutcome<T>): T {
  if ('outcome' in found) return found.outcome;
  throw new LeopardError(
    'CONFLICT',
    `The filter holds for ${found.unexpected} pictures, not for the ${expected} that were expected. Nothing was changed.`,
  );
}
