/** The shape of results to come. */
export function Skeleton() {
  return (
    <ul className="grid" aria-hidden="true">
      {Array.from({ length: 12 }, (_, index) => (
        <li key={index} className="card card-skeleton">
          <span className="card-picture">
            <span className="picture" />
          </span>
        </li>
      ))}
    </ul>
  );
}
