/** An insert of one row, taken apart: `insert into t(…) values `, `(…)`, ` on conflict …`; undefined for other statements. */
export function insertOf(text: string): { head: string; row: string; tail: string } | undefined {
  const [, head, row, tail = ''] =
    /^(insert into [^(]+\([^)]*\)\s+values\s*)(\(.*?\))(\s+on conflict.*)?$/s.exec(text) ?? [];
  return head === undefined || row === undefined ? undefined : { head, row, tail };
}
