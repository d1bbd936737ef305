import { messages } from '../messages.js';

interface Props {
  readonly composed: boolean;
  readonly categories: readonly string[];
  readonly onChoose: (instruction: string) => void;
}

/** Instructions to try: those of the message file that speak of things this collection has. */
export function Suggestions({ composed, categories, onChoose }: Props) {
  const all: readonly string[] = composed ? messages.ask.composedSuggestions : messages.ask.textSuggestions;
  const fitting = all.filter(
    (text) =>
      categories.length === 0 || categories.some((category) => text.includes(category)) || text.startsWith('but '),
  );
  return (
    <ul className="chips" aria-label={messages.ask.suggestions}>
      {(fitting.length > 0 ? fitting : all).map((text) => (
        <li key={text}>
          <button type="button" className="chip" onClick={() => onChoose(text)}>
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}
