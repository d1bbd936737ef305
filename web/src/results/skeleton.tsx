import { messages } from '../messages.js';

const CARDS = 14;

/** The shape of results to come. */
export function Skeleton() {
  return (
    <div aria-hidden="true">
      <div className="toolbar">
        <h2>{messages.ask.asking}</h2>
      </div>
      <ul className="grid">
        {Array.from({ length: CARDS }, (_, index) => (
          <li key={index} className="card card-skeleton">
            <span className="card-picture">
              <span className="picture" />
            </span>
            <div className="card-words" />
          </li>
        ))}
      </ul>
    </div>
  );
}
