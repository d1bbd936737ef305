/** The name by which OpenAI knows a model: OpenRouter and others put the maker before it. */
export const openAiName = (model: string): string => model.replace(/^openai\//, '');

/** OpenAI's models that think before they answer: no temperature, an effort instead, and room for the thoughts. */
export function thinks(model: string): boolean {
  const name = openAiName(model);
  return /^(o\d|gpt-[5-9])/.test(name) && !/-chat\b/.test(name);
}
