import { sql, type Kysely } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { MetadataCondition, MetadataFilter } from '../../types/index.js';
import type { Tables } from '../tables.js';
import { totalOf } from '../values.js';
import { lastChange } from './delete.js';
import { countPassing } from './find.js';
import { isScalar } from '../../metadata-values.js';
import { keyLabel, type Label, valueLabel } from './labels.js';
import { countsOf } from './plan.js';

const KEPT = 256;

/** Exact counts; those that have to look at many pictures are kept until something changes. */
export class Counts {
  private readonly kept = new LRUCache<string, { readonly change: number; readonly count: number }>({ max: KEPT });

  constructor(private readonly db: Kysely<Tables>) {}

  async all(): Promise<number> {
    const row = await this.db.selectFrom('total').select('value').where('name', '=', 'images').executeTakeFirst();
    return Number(row?.value ?? 0);
  }

  /** @throws the reason of the signal */
  async passing(filter: MetadataFilter, signal?: AbortSignal): Promise<number> {
    const only = onlyLabel(filter.all) ?? onlyLabel(filter.any);
    if (only !== undefined && isAlone(filter)) return this.having(only);
    const excluded = filter.all === undefined && filter.any === undefined ? onlyLabel(filter.none) : undefined;
    if (excluded !== undefined) return this.lacking(excluded);
    const key = JSON.stringify(filter);
    // Read first: what changes while pictures are counted makes the count outdated at the next look.
    const change = await lastChange(this.db);
    const known = this.kept.get(key);
    if (known?.change === change) return known.count;
    const count = await countPassing(this.db, filter, signal);
    this.kept.set(key, { change, count });
    return count;
  }

  private async having(label: Label): Promise<number> {
    return (await countsOf(this.db, [label])).get(label.toString('hex')) ?? 0;
  }

  /** In one statement: pictures that are stored meanwhile are in both numbers or in neither. */
  private async lacking(label: Label): Promise<number> {
    const { rows } = await sql<{
      n: number;
    }>`select ${totalOf('images')} - coalesce((select sum(n) from counted_label where label = ${label}), 0) as n`.execute(
      this.db,
    );
    return Number(rows[0]?.n);
  }
}

const isAlone = ({ all, any, none = [] }: MetadataFilter) =>
  none.length === 0 && (all === undefined || any === undefined);

/** The label that says the same as conditions, where one does. */
function onlyLabel(conditions: readonly MetadataCondition[] | undefined): Label | undefined {
  const [condition] = conditions ?? [];
  if (condition === undefined || conditions?.length !== 1) return undefined;
  const { key, equals, exists, ...others } = condition;
  if (Object.values(others).some((value) => value !== undefined)) return undefined;
  if (exists === undefined && isScalar(equals)) return valueLabel(key, equals);
  return exists === true && equals === undefined ? keyLabel(key) : undefined;
}
