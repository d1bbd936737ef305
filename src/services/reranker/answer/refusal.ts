/** How models decline in prose, at the beginning of what they say. */
const DECLINES =
  /^\W*(?:(?:i['’]?m|i am|we['’]?re) (?:very |really )?sorry|sorry|i apologi[sz]e|unfortunately|as an ai\b[^,.]*)?[\s,;:.!—–-]*(?:but )?(?:i|we)(?:['’]m| am|['’]re| are)? (?:can(?:no|['’])?t|cannot|won['’]?t|will not|unable to|not able to|not comfortable|must decline|decline|have to decline)\b/i;
const ASKED =
  /\b(assist|help|comply|rank|fulfil|process|continue|provide|do that|request|identify|engage|discuss|this)\b/i;
/** Models without eyes say so in the same words; that is no refusal of these pictures. */
const BLIND = /\b(see|view|access|receive|find|open|display)\b.{0,40}\b(image|picture|photo|attachment|sheet)s?\b/i;
const LONGEST = 800;

/** Whether an answer without a ranking declines to give one. */
export function declines(answer: string): boolean {
  const text = answer.trim();
  if (text.length > LONGEST || !DECLINES.test(text)) return false;
  return ASKED.test(text) && !BLIND.test(text);
}
