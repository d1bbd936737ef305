import { sql, type RawBuilder } from 'kysely';
import type { MetadataCondition, MetadataFilter } from '../../types/index.js';
import { isScalar } from '../../metadata-values.js';
import { keyLabel, type Label, numberLabel, valueLabel } from './labels.js';

type Expression = RawBuilder<unknown>;

const always = sql`1 = 1`;
const never = sql`1 = 0`;

/** Joined as a tree, since databases limit how deep an expression goes. */
function joined(expressions: readonly Expression[], operator: Expression, none: Expression): Expression {
  const [first] = expressions;
  if (first === undefined) return none;
  if (expressions.length === 1) return first;
  const half = Math.ceil(expressions.length / 2);
  const left = joined(expressions.slice(0, half), operator, none);
  const right = joined(expressions.slice(half), operator, none);
  return sql`(${left} ${operator} ${right})`;
}
const all = (expressions: readonly Expression[]) => joined(expressions, sql.raw('and'), always);
const any = (expressions: readonly Expression[]) => joined(expressions, sql.raw('or'), never);

/**
 * Whether the picture at a position passes a filter: what `matchesFilter` says, over labels.
 * @param position the column that has the position in the statement around it
 */
export function passes(filter: MetadataFilter, position: Expression): Expression {
  const holds = (condition: MetadataCondition) => conditionHolds(condition, position);
  return all([
    ...(filter.all ?? []).map(holds),
    ...(filter.any === undefined ? [] : [any(filter.any.map(holds))]),
    ...(filter.none === undefined || filter.none.length === 0 ? [] : [sql`not ${any(filter.none.map(holds))}`]),
  ]);
}

function conditionHolds(condition: MetadataCondition, position: Expression): Expression {
  const { key, equals, in: among, exists } = condition;
  // "limit 1 offset 0" keeps Postgres from hashing every picture that has the label; SQLite does not mind.
  const has = (labels: readonly Label[]) =>
    labels.length === 0
      ? never
      : sql`exists (select 1 from labelled l where l.label in (${sql.join(labels)}) and l.image = ${position} limit 1 offset 0)`;
  const parts: Expression[] = [];
  if (exists !== undefined) parts.push(exists ? has([keyLabel(key)]) : sql`not ${has([keyLabel(key)])}`);
  if (equals !== undefined) parts.push(has(isScalar(equals) ? [valueLabel(key, equals)] : []));
  if (among !== undefined) parts.push(has(among.filter(isScalar).map((value) => valueLabel(key, value))));
  const comparisons = comparisonsOf(condition);
  if (comparisons.length > 0) {
    parts.push(
      sql`exists (select 1 from labelled l where l.label = ${numberLabel(key)} and l.image = ${position} and ${all(comparisons)} limit 1 offset 0)`,
    );
  }
  return all(parts);
}

function comparisonsOf({ lessThan, atMost, greaterThan, atLeast }: MetadataCondition): Expression[] {
  const operators = [
    ['<', lessThan],
    ['<=', atMost],
    ['>', greaterThan],
    ['>=', atLeast],
  ] as const;
  return operators.flatMap(([operator, bound]) =>
    // The plus keeps SQLite from reading the whole range of label_number for each picture.
    bound === undefined ? [] : [sql`+l.number ${sql.raw(operator)} ${bound}`],
  );
}
