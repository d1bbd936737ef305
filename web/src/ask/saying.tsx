import { isEmpty, type Question } from '../data/question.js';
import { messages } from '../messages.js';

/** What is being asked, as a sentence. */
export function Saying({ question }: { readonly question: Question }) {
  const { saying } = messages.ask;
  const instruction = question.instruction.trim();
  const sentence = !question.picture
    ? saying.text(instruction)
    : instruction === ''
      ? question.region
        ? saying.part
        : saying.picture
      : question.region
        ? saying.composedPart(instruction)
        : saying.composed(instruction);
  return (
    <p className="saying" aria-live="polite">
      <bdi>{isEmpty(question) ? '' : sentence}</bdi>
    </p>
  );
}
