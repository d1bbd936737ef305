/** Sizes on the sheet, in pixels. A change of any changes what models see: raise SHEET_VERSION in sheet-store.ts. */
export const TILE = 300;
export const MARGIN = 24;
export const GAP = 14;
/**
 * Free space between the query's column and the candidates. With it the sheet of nine is 1300 × 976 pixels: scaled to a
 * shortest side of 768, it is two of OpenAI's tiles wide; eleven pixels more make it three, and half as dear again.
 */
export const QUERY_GAP = 24;
export const BORDER = 8;
export const TEXT_SIZE = 24;
export const LINE_HEIGHT = 32;
/** Between the query tile and its instruction. */
export const TEXT_GAP = 20;
/** Lines that may make a sheet higher than its candidates need. */
const LINES_WORTH_SPACE = 6;

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface SheetLayout {
  readonly width: number;
  readonly height: number;
  /** One tile a candidate, in order: rows from the left. */
  readonly tiles: readonly Box[];
  readonly query?: Box;
  /** Where the instruction goes. */
  readonly text?: Box;
}

/**
 * Columns of the grid: one row up to three candidates, then as square as can be (3 × 3 for nine), rather high than wide. The query
 * is a column too: with it no sheet of up to 16 candidates is more than two of OpenAI's tiles wide and two high.
 */
export const columnsFor = (candidates: number): number =>
  candidates <= 3 ? candidates : Math.round(Math.sqrt(candidates));

/** Places tiles, query and instruction. `lines`: of the wrapped instruction, 0 without one. */
export function layoutSheet(candidates: number, query: { readonly lines: number } | undefined): SheetLayout {
  const columns = columnsFor(candidates);
  const rows = Math.ceil(candidates / columns);
  const gridHeight = rows * TILE + (rows - 1) * GAP;
  const lines = Math.min(query?.lines ?? 0, LINES_WORTH_SPACE);
  const textHeight = lines > 0 ? TEXT_GAP + lines * LINE_HEIGHT : 0;
  const inner = Math.max(gridHeight, query ? TILE + textHeight : 0);
  const left = MARGIN + (query ? TILE + QUERY_GAP : 0);
  const tiles = Array.from({ length: candidates }, (_, index) => ({
    left: left + (index % columns) * (TILE + GAP),
    top: MARGIN + Math.floor(index / columns) * (TILE + GAP),
    width: TILE,
    height: TILE,
  }));
  const top = MARGIN + TILE + TEXT_GAP;
  return {
    width: left + columns * TILE + (columns - 1) * GAP + MARGIN,
    height: inner + 2 * MARGIN,
    tiles,
    ...(query && { query: { left: MARGIN, top: MARGIN, width: TILE, height: TILE } }),
    ...(lines > 0 && { text: { left: MARGIN, top, width: TILE, height: MARGIN + inner - top } }),
  };
}
