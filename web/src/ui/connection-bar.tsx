import type { Connection } from '../data/use-connection.js';
import { messages } from '../messages.js';

export function ConnectionBar({ connection }: { readonly connection: Connection }) {
  return (
    <div role="status" className="connection" data-connection={connection}>
      {connection === 'online' ? '' : messages.connection[connection]}
    </div>
  );
}
