/** Tags between which models think aloud: DeepSeek and Qwen, Anthropic's and others' prompts, Mistral, Kimi. */
const NAMES = 'think(?:ing)?|thoughts?|reasoning|reflection|scratchpad';
const OPEN = `(?:<(?:${NAMES})>|\\[THINK\\]|◁think▷)`;
const CLOSE = `(?:</(?:${NAMES})>|\\[/THINK\\]|◁/think▷)`;
const CLOSED = new RegExp(`${OPEN}[\\s\\S]*?${CLOSE}`, 'gi');
const UNTIL_CLOSE = new RegExp(`^[\\s\\S]*${CLOSE}`, 'i');
const FROM_OPEN = new RegExp(`${OPEN}[\\s\\S]*$`, 'i');
/** The channels of gpt-oss, where a server passes them on: the last one is the answer. */
const FINAL = /^[\s\S]*<\|channel\|>final[^<]*<\|message\|>/;
const CHANNEL = /<\|channel\|>(?:analysis|commentary)[\s\S]*$/;

/**
 * An answer without what the model merely thought: what counts comes after. A thought that is never closed reaches to the end,
 * since whatever it holds is a draft.
 */
export function withoutThoughts(answer: string): string {
  return answer
    .replace(/^\uFEFF/, '')
    .replace(FINAL, '')
    .replace(CHANNEL, '')
    .replace(CLOSED, '')
    .replace(UNTIL_CLOSE, '')
    .replace(FROM_OPEN, '')
    .trim();
}
