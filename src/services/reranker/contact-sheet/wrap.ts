const ELLIPSIS = '…';

/** Words, and pieces of words too long for a line. */
function pieces(word: string, fits: (text: string) => boolean): string[] {
  const result: string[] = [];
  let piece = '';
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)) {
    if (piece && !fits(piece + segment)) {
      result.push(piece);
      piece = '';
    }
    piece += segment;
  }
  if (piece) result.push(piece);
  return result;
}

/** Breaks a text into lines that fit, at spaces where there are some. */
export function wrapText(text: string, fits: (text: string) => boolean): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/u).filter(Boolean)) {
    if (line && fits(`${line} ${word}`)) {
      line = `${line} ${word}`;
      continue;
    }
    if (line) lines.push(line);
    const parts = fits(word) ? [word] : pieces(word, fits);
    line = parts.pop() ?? '';
    lines.push(...parts);
  }
  if (line) lines.push(line);
  return lines;
}

/** At most so many lines; the last one says with an ellipsis that there was more. */
export function clampLines(lines: readonly string[], maximum: number, fits: (text: string) => boolean): string[] {
  if (lines.length <= maximum) return [...lines];
  const kept = lines.slice(0, maximum);
  let last = kept.pop() ?? '';
  while (last && !fits(last + ELLIPSIS)) last = [...last].slice(0, -1).join('');
  return [...kept, last.trimEnd() + ELLIPSIS];
}
