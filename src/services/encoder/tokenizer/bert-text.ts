/**
 * What the BERT tokeniser of the reference (transformers' slow `BertTokenizer`) does to a text and the JavaScript one does not:
 * - unassigned code points and noncharacters (category Cn) vanish;
 * - lower-casing is done character by character, so a final capital sigma becomes σ, never ς;
 * - ideographs beyond U+FFFF are separated like the others.
 */
export function prepareBertText(text: string): string {
  return text
    .replace(/\p{Cn}/gu, '')
    .replace(/Σ/g, 'σ')
    .replace(/[\u{20000}-\u{2A6DF}\u{2A700}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu, ' $& ');
}
