import type { JsonValue } from '../../lib/json.js';

/** What the cells of a column are, all of them. */
export type CellType = 'number' | 'boolean' | 'text';

/** Digits that a double keeps, whichever they are (IEEE 754: DBL_DIG). */
const DIGITS = 15;
const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const BOOLEAN = /^(?:true|false)$/i;

/** A number only where the text comes back from it: article numbers, codes and long ids are text. */
const isNumber = (cell: string) => DECIMAL.test(cell) && cell.replace(/\D/g, '').length <= DIGITS;

/** Decides by all cells of a column: one that is text makes the others text. */
export class ColumnTypes {
  private readonly seen: { number: boolean; boolean: boolean }[] = [];

  add(cells: readonly string[]): void {
    cells.forEach((cell, index) => {
      const column = (this.seen[index] ??= { number: true, boolean: true });
      if (cell === '') return;
      column.number &&= isNumber(cell);
      column.boolean &&= BOOLEAN.test(cell);
    });
  }

  of(index: number): CellType {
    const column = this.seen[index];
    if (column?.number) return 'number';
    return column?.boolean ? 'boolean' : 'text';
  }
}

export function valueOf(cell: string, type: CellType): JsonValue {
  switch (type) {
    case 'number':
      return Number(cell);
    case 'boolean':
      return cell.toLowerCase() === 'true';
    case 'text':
      return cell;
  }
}
