const WORDS = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen'],
];

/** No sheet has more candidates; a longer range is a mistake, not a list. */
const LONGEST_RANGE = 16;
const DEEPEST = 4;

const RANGE = /^\[?\s*(\d{1,3})\s*(?:-|–|—|\.{2,3}|…|to|through|bis|à)\s*(\d{1,3})\s*\]?$/i;
/** A minus belongs to a number unless a word comes before it ("item-3"). */
const NUMBER = /(?<![\p{L}\d.])-\d+(?:\.\d+)?|\d+(?:\.\d+)?/gu;

/** Digits of every script as ASCII ones: full-width by NFKC, the others by their place in Unicode's runs of ten. */
export function asciiDigits(text: string): string {
  return text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    if (code < 128) return digit;
    let zero = code;
    while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero--;
    return String(code - zero);
  });
}

/**
 * The indices that a value of a ranking means: none where it means no integer. Texts that hold one number mean that number
 * ("#3", "Item 3", "3 (red shoe)"), "0-8" means the range, English words their number.
 */
export function indicesOf(value: unknown, depth = 0): number[] {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? [value] : [];
  if (Array.isArray(value)) return depth < DEEPEST ? value.flatMap((item) => indicesOf(item, depth + 1)) : [];
  if (typeof value !== 'string' || value.length > 500) return [];
  const text = asciiDigits(value).trim();
  const range = RANGE.exec(text);
  if (range) return expand(Number(range[1]), Number(range[2]));
  const word = WORDS.indexOf(text.toLowerCase());
  if (word >= 0) return [word];
  const numbers = text.match(NUMBER) ?? [];
  const number = Number(numbers[0]);
  return numbers.length === 1 && Number.isSafeInteger(number) && !numbers[0]?.includes('.') ? [number] : [];
}

function expand(from: number, to: number): number[] {
  const length = Math.abs(to - from) + 1;
  if (length > LONGEST_RANGE) return [];
  const step = to >= from ? 1 : -1;
  return Array.from({ length }, (_, offset) => from + step * offset);
}
